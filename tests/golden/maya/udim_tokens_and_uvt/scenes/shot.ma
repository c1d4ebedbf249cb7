//Maya ASCII 2020 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2020";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2020";
fileInfo "version" "2020";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode file -n "token";
	setAttr ".ftn" -type "string" "sourceimages/wood.<UDIM>.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "mari";
	setAttr ".uvt" 3;
	setAttr ".ftn" -type "string" "sourceimages/stone.1001.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "off";
	setAttr ".ftn" -type "string" "sourceimages/brick.1001.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "mudbox";
	setAttr ".uvt" 2;
	setAttr ".ftn" -type "string" "sourceimages/skin_u1_v1.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "tile";
	setAttr ".ftn" -type "string" "sourceimages/scale<tile>.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "lower";
	setAttr ".ftn" -type "string" "sourceimages/leaf.<udim>.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "absent";
	setAttr ".ftn" -type "string" "sourceimages/gone.<UDIM>.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "no_value";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "empty";
	setAttr ".ftn" -type "string" "";
	setAttr ".cs" -type "string" "sRGB";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
