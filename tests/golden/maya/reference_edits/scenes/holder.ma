//Maya ASCII 2022 scene
//Name: holder.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
file -rdi 1 -ns "i" -rfn "iRN" -op "v=0;" -typ "mayaAscii"
		 "scenes/inner.ma";
file -r -ns "i" -dr 1 -rfn "iRN" -op "v=0;" -typ "mayaAscii" "scenes/inner.ma";
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode file -n "own";
	setAttr ".ftn" -type "string" "sourceimages/plain.png";
	setAttr ".cs" -type "string" "sRGB";
createNode reference -n "iRN";
	setAttr ".ed" -type "dataReferenceEdits" 
		"iRN"
		"iRN" 0
		"iRN" 1
		2 "i:second" "fileTextureName" " -type \"string\" \"sourceimages/held.png\"";
lockNode -l 1 ;
// End of holder.ma
