//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
requires -nodeType "mayaUsdProxyShape" "mayaUsdPlugin" "0.20.0";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode transform -n "set";
createNode mayaUsdProxyShape -n "setShape" -p "set";
	setAttr ".fp" -type "string" "set.usda";
	setAttr ".pp" -type "string" "/set";
	setAttr ".orlid" -type "string" "anon:0x1234:set.usda";
createNode transform -n "live";
createNode mayaUsdProxyShape -n "liveShape" -p "live";
	setAttr ".fp" -type "string" "anon:0x99:live.usda";
createNode mayaUsdLayerManager -n "mayaUsdLayerManager1";
	setAttr -s 1 ".lyr";
	setAttr ".lyr[0].id" -type "string" "anon:0x99:live.usda";
	setAttr ".lyr[0].szd" -type "string" "#usda 1.0\n\n";
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".an" yes;
	setAttr ".ef" 5;
select -ne :defaultResolution;
	setAttr ".w" 1280;
	setAttr ".h" 720;
	setAttr ".pa" 1;
// End of shot.ma
