//Maya ASCII 2022 scene
//Name: a.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
file -rdi 1 -ns "c" -rfn "cRN" -op "v=0;" -typ "mayaAscii" "scenes/c.ma";
file -r -ns "c" -dr 1 -rfn "cRN" -op "v=0;" -typ "mayaAscii" "scenes/c.ma";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/a.png";
	setAttr ".cs" -type "string" "sRGB";
createNode transform -n "rigCam";
createNode camera -n "rigCamShape" -p "rigCam";
// End of a.ma
