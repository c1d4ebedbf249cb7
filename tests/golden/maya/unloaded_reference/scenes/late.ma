//Maya ASCII 2022 scene
//Name: late.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "skin";
	setAttr ".ftn" -type "string" "sourceimages/late.png";
	setAttr ".cs" -type "string" "sRGB";
createNode transform -n "eye";
createNode camera -n "eyeShape" -p "eye";
	setAttr -k off ".v";
// End of late.ma
