//Maya ASCII 2022 scene
//Name: on.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "skin";
	setAttr ".ftn" -type "string" "sourceimages/on.png";
	setAttr ".cs" -type "string" "sRGB";
// End of on.ma
