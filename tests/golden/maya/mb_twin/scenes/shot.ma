//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode transform -n "sideCam";
createNode camera -n "sideCamShape" -p "sideCam";
	setAttr -k off ".v";
	setAttr ".rnd" no;
createNode file -n "wood";
	setAttr ".ftn" -type "string" "sourceimages/wood.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "lost";
	setAttr ".ftn" -type "string" "sourceimages/lost.png";
	setAttr ".cs" -type "string" "sRGB";
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "mayaSoftware";
	setAttr ".an" yes;
	setAttr ".fs" 3;
	setAttr ".ef" 12;
	setAttr ".outf" 32;
select -ne :defaultResolution;
	setAttr ".w" 1280;
	setAttr ".h" 720;
// End of shot.ma
