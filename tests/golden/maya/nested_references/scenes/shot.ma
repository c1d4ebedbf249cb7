//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: 1252
file -rdi 1 -ns "a1" -rfn "a1RN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma";
file -rdi 2 -ns "c" -rfn "a1:cRN" -op "v=0;" -typ "mayaAscii" "scenes/c.ma";
file -rdi 1 -ns "a2" -rfn "a2RN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma{1}";
file -rdi 2 -ns "c" -rfn "a2:cRN" -op "v=0;" -typ "mayaAscii" "scenes/c.ma";
file -rdi 1 -ns "b" -dr 1 -rfn "bRN" -op "v=0;" -typ "mayaAscii" "scenes/b.ma";
file -rdi 1 -ns "gone" -rfn "goneRN" -op "v=0;" -typ "mayaAscii" "scenes/gone.ma";
file -r -ns "a1" -dr 1 -rfn "a1RN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma";
file -r -ns "a2" -dr 1 -rfn "a2RN" -op "v=0;" -typ "mayaAscii" "scenes/a.ma{1}";
file -r -ns "b" -dr 1 -rfn "bRN" -op "v=0;" -typ "mayaAscii" "scenes/b.ma";
file -r -ns "gone" -dr 1 -rfn "goneRN" -op "v=0;" -typ "mayaAscii" "scenes/gone.ma";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode reference -n "a1RN";
	setAttr ".fn[0]" -type "string" "D:/stale/a.ma";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of shot.ma
