//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
file -rdi 1 -ns "ch" -rfn "chRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/child.ma";
file -rdi 1 -ns "gn" -rfn "gnRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/gone.ma";
file -rdi 1 -ns "h" -rfn "hRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/holder.ma";
file -rdi 2 -ns "i" -rfn "h:iRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/inner.ma";
file -rdi 1 -rpr "pre" -rfn "preRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/child.ma{1}";
file -r -ns "ch" -dr 1 -rfn "chRN" -op "v=0;" -typ "mayaAscii" "scenes/child.ma";
file -r -ns "gn" -dr 1 -rfn "gnRN" -op "v=0;" -typ "mayaAscii" "scenes/gone.ma";
file -r -ns "h" -dr 1 -rfn "hRN" -op "v=0;" -typ "mayaAscii" "scenes/holder.ma";
file -r -rpr "pre" -dr 1 -rfn "preRN" -op "v=0;" -typ "mayaAscii" "scenes/child.ma{1}";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode reference -n "chRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"chRN"
		"chRN" 0
		"chRN" 3
		2 "ch:skin" "fileTextureName" " -type \"string\" \"sourceimages/new.png\""
		2 "|ch:eye|ch:eyeShape" "renderable" " 1"
		2 "|ch:other|ch:otherShape" "renderable" 
		" 0";
lockNode -l 1 ;
createNode reference -n "gnRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"gnRN"
		"gnRN" 0
		"gnRN" 2
		2 "gn:skin" "fileTextureName" " -type \"string\" \"sourceimages/edited.png\""
		2 "|gn:eye|gn:eyeShape" "renderable" " 1";
lockNode -l 1 ;
createNode reference -n "hRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"hRN"
		"hRN" 0
		"h:iRN" 0
		"h:iRN" 2
		2 "h:i:first" "fileTextureName" " -type \"string\" \"sourceimages/top.png\""
		2 "|h:i:deep|h:i:deepShape" "renderable" " 1";
lockNode -l 1 ;
createNode reference -n "preRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"preRN"
		"preRN" 0
		"preRN" 2
		2 "pre_skin" "fileTextureName" " -type \"string\" \"sourceimages/renamed.png\""
		2 "|pre_eye|pre_eyeShape" "renderable" " 1";
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
