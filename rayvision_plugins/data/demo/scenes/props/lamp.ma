//Maya ASCII 2024 scene
//Name: lamp.ma
//Codeset: UTF-8
requires maya "2024";
currentUnit -l centimeter -a degree -t film;
createNode transform -n "lamp";
createNode file -n "shadeColor";
	setAttr ".ftn" -type "string" "sourceimages/lamp_shade.png";
// End of lamp.ma
