//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
requires -nodeType "octaneImageTexture" -dataType "octaneTextureData" "OctanePlugin" "4.0";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode octaneImageTexture -n "wood";
	setAttr ".tm" -type "octaneTextureData" 

		"t"	17
		"f"	0	3095.76
		"s"	""
		"v"	0;
	setAttr ".f" -type "string" "wood.jpg";
	setAttr ".g" 2.2;
createNode file -n "after";
	setAttr ".ftn" -type "string" "sourceimages/after.png";
	setAttr ".cs" -type "string" "sRGB";
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "OctaneRender";
	setAttr ".an" yes;
	setAttr ".ef" 5;
select -ne :defaultResolution;
	setAttr ".w" 1280;
	setAttr ".h" 720;
	setAttr ".pa" 1;
// End of shot.ma
