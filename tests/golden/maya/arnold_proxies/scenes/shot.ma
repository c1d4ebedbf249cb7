//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
requires -nodeType "aiStandIn" -nodeType "aiImage" "mtoa" "5.0.0";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode transform -n "tree";
createNode aiStandIn -n "treeShape" -p "tree";
	setAttr ".dso" -type "string" "proxies/tree.####.ass";
	setAttr ".useFrameExtension" yes;
createNode transform -n "rock";
createNode aiStandIn -n "rockShape" -p "rock";
	setAttr ".dso" -type "string" "proxies/rock.ass";
createNode transform -n "none";
createNode aiStandIn -n "noneShape" -p "none";
	setAttr ".dso" -type "string" "";
createNode transform -n "smoke";
createNode aiVolume -n "smokeShape" -p "smoke";
	setAttr ".filename" -type "string" "vdb/smoke.####.vdb";
	setAttr ".useFrameExtension" yes;
createNode aiImage -n "wood";
	setAttr ".filename" -type "string" "sourceimages/wood.png";
createNode aiImage -n "sky";
	setAttr ".filename" -type "string" "sourceimages/sky.png";
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".an" yes;
	setAttr ".ef" 4;
select -ne :defaultResolution;
	setAttr ".w" 1280;
	setAttr ".h" 720;
	setAttr ".pa" 1;
// End of shot.ma
