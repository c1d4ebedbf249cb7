//Maya ASCII 2022 scene
//Name: b.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/b.png";
	setAttr ".cs" -type "string" "sRGB";
// End of b.ma
