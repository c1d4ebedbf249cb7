//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
requires -nodeType "AlembicNode" "AbcImport" "1.0";
requires -nodeType "gpuCache" "gpuCache" "1.0";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode cacheFile -n "clothCache";
	setAttr ".cn" -type "string" "cloth";
	setAttr ".cp" -type "string" "cache/nCache/shot";
	setAttr ".sf" 1;
	setAttr ".se" 2;
createNode cacheFile -n "offCache";
	setAttr ".en" no;
	setAttr ".cn" -type "string" "off";
	setAttr ".cp" -type "string" "cache/nCache/off/";
createNode cacheFile -n "goneCache";
	setAttr ".cn" -type "string" "gone";
	setAttr ".cp" -type "string" "cache/nCache/gone/";
createNode diskCache -n "jiggle1Cache";
	setAttr ".cn" -type "string" "shot.ma_jiggle1.mcj";
	setAttr ".hcn" -type "string" "hidden1_jiggle.mcj";
	setAttr ".ct" -type "string" "mcj";
createNode transform -n "set";
createNode gpuCache -n "setShape" -p "set";
	setAttr ".cfn" -type "string" "cache/alembic/set.abc";
	setAttr ".cmp" -type "string" "|";
createNode AlembicNode -n "layered";
	setAttr ".fn" -type "string" "cache/alembic/a.abc";
	setAttr ".fns" -type "stringArray" 2 "cache/alembic/a.abc" "cache/alembic/b.abc"  ;
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
