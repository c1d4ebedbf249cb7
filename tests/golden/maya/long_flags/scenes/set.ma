//Maya ASCII 2018 scene
//Name: set.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2018";
currentUnit -l centimeter -a degree -t ntsc;
fileInfo "application" "maya";
fileInfo "product" "Maya 2018";
fileInfo "version" "2018";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/floor.png";
	setAttr ".cs" -type "string" "sRGB";
// End of set.ma
