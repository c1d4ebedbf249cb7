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
createNode file -n "joined";
	setAttr ".ftn" -type "string" "D:/old//sourceimages/x.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "backslashes";
	setAttr ".ftn" -type "string" "D:\\old\\sourceimages\\sub\\y.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "elsewhere";
	setAttr ".ftn" -type "string" "E:/other/maps/w.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "bare";
	setAttr ".ftn" -type "string" "z.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "besideScene";
	setAttr ".ftn" -type "string" "beside.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "absentJoined";
	setAttr ".ftn" -type "string" "D:/old//sourceimages/absent.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "absent";
	setAttr ".ftn" -type "string" "//server/share/absent.png";
	setAttr ".cs" -type "string" "sRGB";
createNode file -n "shipped";
	setAttr ".ftn" -type "string" "C:/Program Files/Autodesk/Maya2022/presets/ShaderFX/Images/x.dds";
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
