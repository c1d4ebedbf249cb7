//Maya ASCII 2022 scene
//Name: 镜头.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode file -n "木头";
	setAttr ".ftn" -type "string" "sourceimages/木头/纹理.<UDIM>.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "missing";
	setAttr ".ftn" -type "string" "sourceimages/丢失.png";
	setAttr ".cs" -type "string" "sRGB";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of 镜头.ma
