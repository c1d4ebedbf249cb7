//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2022";
requires -nodeType "aiOptions" -nodeType "aiAOVDriver" -nodeType "aiVolume" "mtoa" "4.2.1";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode file -n "fire";
	setAttr ".ufe" yes;
	setAttr ".ftn" -type "string" "sourceimages/fire.0001.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "still";
	setAttr ".ftn" -type "string" "sourceimages/still.0001.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "noDigits";
	setAttr ".ufe" yes;
	setAttr ".ftn" -type "string" "sourceimages/soda texture.jpg";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "twos";
	setAttr ".ufe" yes;
	setAttr ".ftn" -type "string" "sourceimages/twos.0001.png";
	setAttr ".cs" -type "string" "sRGB";
createNode transform -n "smoke";
createNode aiVolume -n "smokeShape" -p "smoke";
	setAttr ".filename" -type "string" "cache/smoke.####.vdb";
	setAttr ".useFrameExtension" yes;
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
