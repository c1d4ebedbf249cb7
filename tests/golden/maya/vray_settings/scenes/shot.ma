//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2022";
requires -nodeType "VRaySettingsNode" -dataType "vrayFloatVectorData" "vrayformaya" "5.00.21";
requires -nodeType "RedshiftOptions" "redshift4maya" "25.2 @ 2282507";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode VRaySettingsNode -s -n "vraySettings";
	setAttr ".gi" yes;
	setAttr ".ifile" -type "string" "";
	setAttr ".cfile" -type "string" "";
	setAttr ".iasf" -type "string" "";
	setAttr ".fnprx" -type "string" "<Scene>/<Version>";
	setAttr ".imgfs" -type "string" "exr (multichannel)";
	setAttr ".wi" 1280;
	setAttr ".he" 544;
	setAttr ".aspr" 2.3529412746429443;
	setAttr ".mSceneName" -type "string" "D:/old/scenes/earlier.ma";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "vray";
	setAttr ".an" yes;
	setAttr ".ef" 5;
	setAttr ".outf" 32;
	setAttr ".ifp" -type "string" "other";
	setAttr ".rv" -type "string" "v007";
select -ne :defaultResolution;
	setAttr ".w" 1920;
	setAttr ".h" 1080;
	setAttr ".pa" 1;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
