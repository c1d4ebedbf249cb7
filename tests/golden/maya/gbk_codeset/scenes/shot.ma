//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 936
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
createNode camera -n "shotCamShape" -p "shotCam";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/¥ÛÅ\";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "file2";
	setAttr ".ftn" -type "string" "sourceimages/Å|ƒæ.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "file3";
	setAttr ".ftn" -type "string" "sourceimages/√ª”–.png";
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
