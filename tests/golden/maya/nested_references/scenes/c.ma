//Maya ASCII 2022 scene
//Name: c.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
file -rdi 1 -ns "back" -rfn "backRN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma";
file -r -ns "back" -dr 1 -rfn "backRN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/c.png";
	setAttr ".cs" -type "string" "sRGB";
// End of c.ma
