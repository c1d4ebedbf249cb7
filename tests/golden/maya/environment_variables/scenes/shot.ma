//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode file -n "braces";
	setAttr ".ftn" -type "string" "${RV_SET}/a.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "plain";
	setAttr ".ftn" -type "string" "$RV_SET/b.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "percent";
	setAttr ".ftn" -type "string" "%RV_SET%/c.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "unset";
	setAttr ".ftn" -type "string" "$RV_UNSET/d.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "home";
	setAttr ".ftn" -type "string" "~/e.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "joined";
	setAttr ".ftn" -type "string" "$RV_SET//a.png";
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
