//Maya ASCII 2018 scene
//Name: shot.ma
//Codeset: UTF-8
file -referenceDepthInfo 1 -namespace "set" -referenceNode "setRN" -options "v=0;" -type "mayaAscii"
		 "scenes/set.ma";
file -reference -namespace "set" -deferReference 1 -referenceNode "setRN" -options "v=0;" -type "mayaAscii" "scenes/set.ma";
requires maya "2018";
requires -nodeType "aiOptions" -dataType "byteArray"
		 "mtoa" "3.2.0.wip";
currentUnit -linear centimeter -angle degree -time ntsc;
fileInfo "version" "2018";
createNode transform -shared -name "persp";
	setAttr ".visibility" no;
createNode camera -shared -name "perspShape" -parent "persp";
	setAttr -keyable off ".visibility" no;
	setAttr ".renderable" no;
createNode transform -name "shotCam";
createNode camera -name "shotCamShape" -parent "shotCam";
	setAttr -keyable off ".visibility";
createNode aiOptions -shared -name "defaultArnoldRenderOptions";
createNode file -name "file1";
	setAttr ".fileTextureName" -type "string" "sourceimages/wall.1001.png";
	setAttr ".uvTilingMode" 3;
createNode file -name "file2";
	setAttr ".useFrameExtension" yes;
	setAttr ".fileTextureName" -type "string" "sourceimages/rain.1.png";
createNode renderLayerManager -name "renderLayerManager";
createNode renderLayer -name "defaultRenderLayer";
	setAttr ".global" yes;
createNode reference -name "setRN";
select -noExpand :defaultRenderGlobals;
	setAttr ".currentRenderer" -type "string" "arnold";
	setAttr -keyable on ".animation" yes;
	setAttr -keyable on ".startFrame" 5;
	setAttr -keyable on ".endFrame" 15;
	setAttr -keyable on ".byFrameStep" 2;
	setAttr ".imageFilePrefix" -type "string" "long/<Scene>";
select -noExpand :defaultResolution;
	setAttr ".width" 800;
	setAttr ".height" 600;
connectAttr "renderLayerManager.renderLayerId[0]" "defaultRenderLayer.identification";
// End of shot.ma
