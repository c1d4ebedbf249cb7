//Maya ASCII 2024 scene
//Name: room.ma
//Codeset: UTF-8
file -rdi 1 -ns "lamp" -rfn "lampRN" -op "v=0;" -typ "mayaAscii" "scenes/props/lamp.ma";
file -r -ns "lamp" -dr 1 -rfn "lampRN" -op "v=0;" -typ "mayaAscii" "scenes/props/lamp.ma";
requires maya "2024";
currentUnit -l centimeter -a degree -t film;
createNode transform -n "floor";
createNode file -n "floorColor";
	setAttr ".ftn" -type "string" "sourceimages/floor.png";
createNode reference -n "lampRN";
// End of room.ma
