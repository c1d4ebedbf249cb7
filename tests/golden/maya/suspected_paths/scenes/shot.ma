//Maya ASCII 2022 scene
//Name: shot.ma
//Last modified: Mon, Mar 01, 2021 10:00:00 AM
//Codeset: UTF-8
requires maya "2022";
currentUnit -l centimeter -a degree -t film;
fileInfo "application" "maya";
fileInfo "product" "Maya 2022";
fileInfo "version" "2022";
createNode transform -n "shotCam";
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr ".imn" -type "string" "persp.png";
	setAttr ".den" -type "string" "persp_depth";
	setAttr ".man" -type "string" "persp_mask";
	setAttr ".hc" -type "string" "viewSet -p %camera";
createNode acmeScatter -n "scatter1";
	setAttr ".cloud" -type "string" "D:/points/rocks.abc";
	setAttr ".title" -type "string" "rocks and sand";
	setAttr ".ver" -type "string" "1.2.3";
createNode unknown -n "unknown1";
	setAttr ".tex" -type "string" "sourceimages/mystery.exr";
	setAttr ".mode" -type "string" "fast";
createNode transform -n "prop";
	addAttr -ci true -sn "refImage" -ln "refImage" -dt "string";
	addAttr -ci true -sn "nts" -ln "nts" -dt "string";
	setAttr ".refImage" -type "string" "sourceimages/ref.jpg";
	setAttr ".nts" -type "string" "see http://example.com/help.png for the colors of wood.png";
createNode mesh -n "propShape" -p "prop";
	addAttr -ci true -sn "mtoa_difColTexture" -ln "mtoa_difColTexture" -dt "string";
	setAttr ".mtoa_difColTexture" -type "string" "sourceimages/skin.png";
createNode script -n "notes";
	setAttr ".b" -type "string" "// sourceimages/from_script.png";
	setAttr ".st" 0;
createNode expression -n "expression1";
	setAttr ".ixp" -type "string" "system(\"sourceimages/from_expression.png\")";
createNode aiSetParameter -n "setParameter1";
	setAttr ".selection" -type "string" "/Cap/*.png";
createNode file -n "file1";
	setAttr ".ftn" -type "string" "sourceimages/skin.png";
	setAttr ".cs" -type "string" "scene-linear.exr";
createNode mentalrayOptions -s -n "miDefaultOptions";
	setAttr -s 1 ".stringOptions";
	setAttr ".stringOptions[0].name" -type "string" "rast.exr";
	setAttr ".stringOptions[0].value" -type "string" "D:/a/b.exr";
	setAttr ".stringOptions[0].type" -type "string" "string";
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
