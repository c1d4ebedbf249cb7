//Maya ASCII 2022 scene
//Name: inner.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "first";
	setAttr ".ftn" -type "string" "sourceimages/inner.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "second";
	setAttr ".ftn" -type "string" "sourceimages/inner2.png";
	setAttr ".cs" -type "string" "sRGB";
createNode transform -n "deep";
createNode camera -n "deepShape" -p "deep";
	setAttr -k off ".v";
	setAttr ".rnd" no;
// End of inner.ma
