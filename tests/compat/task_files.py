"""The four files of a small Maya scene, as an analysis leaves them."""

import types

from analyzers.analyze import analyze

SCENE = """//Maya ASCII 2022 scene
requires maya "2022";
requires "mtoa" "5.3.4";
fileInfo "version" "2022";
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr ".rnd" yes;
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
{more}select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".outf" 32;
	setAttr ".ef" 1;
select -ne :defaultResolution;
	setAttr ".w" 64;
	setAttr ".h" 36;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
"""
LOST = 'createNode file -n "lost";\n\tsetAttr ".ftn" -type "string" "lost.png";\n'


def described(tmp_path, *, more="", **info):
    """Returns {name: path of its file} of a scene's four files."""
    folder = tmp_path / "project"
    folder.mkdir()
    scene = folder / "shot.ma"
    scene.write_text(SCENE.format(more=more), encoding="utf-8")
    out = tmp_path / "files"
    analyze(str(scene), task_info=info).taskfiles().write(out.as_posix())
    return {name: out / f"{name}.json" for name in ("task", "upload", "asset", "tips")}


def analysis(files, read):
    """Returns an object with the paths and documents of an analysis, as the analyzers give it."""
    found = types.SimpleNamespace()
    for name, path in files.items():
        setattr(found, f"{name}_json", str(path))
        setattr(found, f"{name}_info", read(path))
    return found
