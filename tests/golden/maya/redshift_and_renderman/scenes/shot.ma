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
	setAttr ".t" -type "double3" 0 1 10 ;
createNode camera -n "shotCamShape" -p "shotCam";
	setAttr -k off ".v";
createNode transform -n "crowd";
createNode RedshiftProxyMesh -n "crowdShape" -p "crowd";
	setAttr ".fn" -type "string" "proxies/crowd.####.rs";
createNode transform -n "dome";
createNode RedshiftDomeLight -n "domeShape" -p "dome";
	setAttr ".tex0" -type "string" "sourceimages/sky.hdr";
	setAttr ".tex1" -type "string" "";
createNode RedshiftNormalMap -n "normal";
	setAttr ".tex0" -type "string" "sourceimages/grain.png";
createNode transform -n "lamp";
createNode RedshiftIESLight -n "lampShape" -p "lamp";
	setAttr ".profile" -type "string" "sourceimages/lamp.ies";
createNode PxrTexture -n "bark";
	setAttr ".filename" -type "string" "sourceimages/bark.png.tex";
createNode transform -n "studio";
createNode PxrDomeLight -n "studioShape" -p "studio";
	setAttr ".lightColorMap" -type "string" "sourceimages/studio.tex";
createNode rmanGlobals -n "rmanGlobals";
	setAttr ".imageFileFormat" -type "string" "<scene>_<layer>_<camera>_<aov>.<f4>.exr";
	setAttr ".imageOutputDir" -type "string" "<ws>/images/<scene>";
select -ne :time1;
	setAttr ".o" 1;
	setAttr ".unw" 1;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "redshift";
	setAttr ".an" yes;
	setAttr ".ef" 3;
select -ne :defaultResolution;
	setAttr ".w" 1280;
	setAttr ".h" 720;
	setAttr ".pa" 1;
// End of shot.ma
