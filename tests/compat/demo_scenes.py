"""Small scenes of the three demos, written where a test wants them; each has one file to upload."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "unit" / "analyzers"))
import hip_writer  # noqa: E402

MAYA = """//Maya ASCII 2019 scene
requires maya "2019";
requires "mtoa" "3.2.1.1";
fileInfo "version" "2019";
createNode transform -n "main";
createNode camera -n "mainShape" -p "main";
	setAttr ".rnd" yes;
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode file -n "wood";
	setAttr ".ftn" -type "string" "wood.png";
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".outf" 32;
	setAttr ".an" yes;
	setAttr ".fs" 1;
	setAttr ".ef" 3;
select -ne :defaultResolution;
	setAttr ".w" 64;
	setAttr ".h" 36;
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
// End of muti_layer_test.ma
"""

HOUDINI = {
    "/obj/cam1": {"type": "cam", "parms": {"res": ["64", "36"]}},
    "/obj/wall": {"type": "geo"},
    "/obj/wall/file1": {"type": "file", "parms": {"file": "$HIP/wood.png"}},
    "/out/mantra1": {
        "type": "ifd",
        "parms": {
            "vm_picture": "$HIP/render/$HIPNAME.$F4.exr",
            "camera": "/obj/cam1",
            "trange": "normal",
            "f": ["1", "3", "1"],
        },
    },
}

CLARISSE = """#Isotropix_Clarisse_Version 4.0 SP3
#Isotropix_Clarisse_Project_Version 0.98
Context "scene" {
    CameraPerspective {
        name "eye"
    }
    TextureMapFile {
        name "wood"
        filename "$PDIR/wood.png"
    }
    Image {
        name "cam02"
        first_frame 1
        last_frame 3
        layers ".beauty"
        save_as "$PDIR/out/cam02"
        embedded_objects {
            Layer3d {
                name "beauty"
                first_frame 1
                last_frame 3
                save_as "$PDIR/out/beauty.####"
                active_camera "eye"
            }
        }
    }
}
#preferences {
}
"""


def _written(folder, name, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wood.png").write_bytes(b"wood")
    (folder / name).write_bytes(data)
    return folder / name


def maya(folder, name="muti_layer_test.ma"):
    """Writes a scene of Maya 2019 and returns its path."""
    return _written(folder, name, MAYA.encode())


def houdini(folder, name="flip_test_slice4.hip"):
    """Writes a scene of Houdini 17.5 and returns its path."""
    members = hip_writer.scene(HOUDINI, tset=(0, 2), hip=str(folder), version="17.5.293")
    return _written(folder, name, hip_writer.cpio(members))


def clarisse(folder, name="clarisse_test1.project"):
    """Writes a project of Clarisse 4 and returns its path."""
    return _written(folder, name, CLARISSE.encode())
