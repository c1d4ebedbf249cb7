//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
requires -nodeType "bifrostGraphShape" "bifrostGraph" "2.5.0.0";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode bifrostGraphShape -n "graphShape";
	setAttr ".sc" -type "string" (
		"{\"header\":{\"version\":\"2.5\"},\"compounds\":[{\"name\":\"graph\",\"compoundNodes\":[{\"nodeName\":\"ref\",\"nodeType\":\"USD::Prim::define_usd_reference_from_file\"},{\"nodeName\":\"save\",\"nodeType\":\"USD::Stage::save_usd_stage\"}],"
		+ "\"values\":[{\"valueName\":\"ref.file\",\"valueType\":\"string\",\"value\":\"usd/chair.usda\"},"
		+ "{\"valueName\":\"ref.prim_path\",\"valueType\":\"string\",\"value\":\"/set/chair.usda\"},{\"valueName\":\"save.file\",\"valueType\":\"string\",\"value\":\"D:/out/stage.usda\"}]}]}");
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
