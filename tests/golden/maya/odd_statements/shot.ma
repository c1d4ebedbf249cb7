//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
requires maya "2022";
requires -nodeType "octaneImageTexture" -dataType "octaneTextureData" "OctanePlugin" "7.1";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode octaneImageTexture -n "octane1";
	setAttr ".tm" -type "octaneTextureData" 

		"t"	17
		"f"	0	3095.760009765625
		"s"	""
		"v"	0;
createNode file -n "file1";
	setAttr ".ftn" -type "string" 
		"a.png";
createNode file -n "file2"; setAttr ".ftn" -type "string" (
		"b"
		+ ".p" + "ng");
createNode AlembicNode -n "cache";
	setAttr ".fns" -type "stringArray" 2 "a.abc" "b.abc"  ;
	setAttr ".fn" -type "string" "a.abc";
createNode unknown -n "lost";
	setAttr ".ihi" 0;
select -ne :defaultHardwareRenderGlobals;
	setAttr ".fn" -type "string" "im";
	setAttr ".res" -type "string" "ntsc_4d 646 485 1.333";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
select -ne :file1;
	setAttr ".cs" -type "string" "Raw";
