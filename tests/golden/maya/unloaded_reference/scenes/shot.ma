//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
file -rdi 1 -ns "on" -rfn "onRN" -op "v=0;" -typ "mayaAscii" "scenes/on.ma";
file -rdi 1 -ns "late" -dr 1 -rfn "lateRN" -op "v=0;" -typ "mayaAscii" "scenes/late.ma";
file -r -ns "on" -dr 1 -rfn "onRN" -op "v=0;" -typ "mayaAscii" "scenes/on.ma";
file -r -ns "late" -dr 1 -rfn "lateRN" -op "v=0;" -typ "mayaAscii" "scenes/late.ma";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode reference -n "lateRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"lateRN"
		"lateRN" 2
		2 "late:skin" "fileTextureName" " -type \"string\" \"sourceimages/swap.png\""
		2 "|late:eye|late:eyeShape" "renderable" " 1";
lockNode -l 1 ;
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
