MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY"

--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".start"
Content-Type: text/plain

fplayback -i on -r off -f 1 -e on -h on -t on -a on -k on -s 1
tcur 0
fps 24
tset 0 10
frange 1 240
unitlength 1
unitmass 1


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".variables"
Content-Type: text/plain

set -g ACTIVETAKE = 'Main'
set -g HIP = '/old/project'
set -g HIPFILE = '/old/project/shot.hip'
set -g HIPNAME = 'shot'
set -g JOB = '/old/project'
set -g _HIP_SAVEVERSION = '19.5.303'


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".hou.session"
Content-Type: text/plain


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".OPlibraries"
Content-Type: text/plain



--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".OPfallbacks"
Content-Type: text/plain



--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".OPdummydefs"
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

SU5EWAAAAAAAAAAVSElQIER1bW15IERlZmluaXRpb25zAAAAAgAAAA1JTkRFWF9TRUNUSU9OAAAA
AAAAAABZaC8AAAAAEmhvdWRpbmkuaGRhbGlicmFyeQAAAAAAAAAAWWgvAA==
--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj.parm"
Content-Type: text/plain

{
version 0.8
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/cam1.init"
Content-Type: text/plain

type = cam
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/cam1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/cam1.parm"
Content-Type: text/plain

{
version 0.8
res	[ 0	locks=0 ]	(	1920	1080	)
aspect	[ 0	locks=0 ]	(	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj.net"
Content-Type: text/plain

1


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out.parm"
Content-Type: text/plain

{
version 0.8
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/karma1.init"
Content-Type: text/plain

type = karma
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/karma1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/karma1.chn"
Content-Type: text/plain

{
    channel f1 {
      lefttype = extend
      righttype = extend
      default = 0
      flags = 0
      segment { length = 0 expr = $FSTART }
    }
    channel f2 {
      lefttype = extend
      righttype = extend
      default = 0
      flags = 0
      segment { length = 0 expr = $FEND }
    }
  }


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/karma1.parm"
Content-Type: text/plain

{
version 0.8
foffset	[ 0	locks=0 ]	(	0	0	1	)
picture	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
camera	[ 0	locks=0 ]	(	/obj/cam1	)
resolution	[ 0	locks=0 ]	(	1280	720	)
override_camerares	[ 0	locks=0 ]	(	off	)
res_fraction	[ 0	locks=0 ]	(	0.5	)
dcm	[ 0	locks=0 ]	(	off	)
dcmfilename	[ 0	locks=0 ]	(	$HIP/render/dcm.$F4.exr	)
productName	[ 0	locks=0 ]	(	$HIP/render/$OS.$F4.checkpoint	)
savetodirectory	[ 0	locks=0 ]	(	$HOUDINI_TEMP_DIR/usd_renders/$RENDERID	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	[ f1	0 ] 	[ f2	0 ] 	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdexport1.init"
Content-Type: text/plain

type = usd
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdexport1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdexport1.parm"
Content-Type: text/plain

{
version 0.8
loppath	[ 0	locks=0 ]	(	/stage/settings_a	)
lopoutput	[ 0	locks=0 ]	(	$HIP/usd/$F4.usd	)
fileperframe	[ 0	locks=0 ]	(	on	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdrender1.init"
Content-Type: text/plain

type = usdrender
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdrender1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/usdrender1.parm"
Content-Type: text/plain

{
version 0.8
outputimage	[ 0	locks=0 ]	(	""	)
loppath	[ 0	locks=0 ]	(	/stage/settings_a	)
renderer	[ 0	locks=0 ]	(	BRAY_HdKarmaXPU	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out.net"
Content-Type: text/plain

1


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage.parm"
Content-Type: text/plain

{
version 0.8
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/camera1.init"
Content-Type: text/plain

type = camera
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/camera1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/camera1.parm"
Content-Type: text/plain

{
version 0.8
primpath	[ 0	locks=0 ]	(	/cameras/$OS	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/merge1.init"
Content-Type: text/plain

type = merge
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/merge1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	camera1 0 1 "input1"
1 	sopimport1 0 1 "input2"
}
inputs
{
0 	camera1 0 1
1 	sopimport1 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/merge1.parm"
Content-Type: text/plain

{
version 0.8
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/named.init"
Content-Type: text/plain

type = usdrender_rop
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/named.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	settings_a 0 1 "input1"
}
inputs
{
0 	settings_a 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/named.parm"
Content-Type: text/plain

{
version 0.8
outputimage	[ 0	locks=0 ]	(	""	)
renderer	[ 0	locks=0 ]	(	HdArnoldRendererPlugin	)
rendersettings	[ 0	locks=0 ]	(	/Render/b	)
override_res	[ 0	locks=0 ]	(	scale	)
res_scale	[ 0	locks=0 ]	(	50	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/own.init"
Content-Type: text/plain

type = usdrender_rop
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/own.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	settings_a 0 1 "input1"
}
inputs
{
0 	settings_a 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/own.parm"
Content-Type: text/plain

{
version 0.8
outputimage	[ 0	locks=0 ]	(	$HIP/render/own.$F4.exr	)
renderer	[ 0	locks=0 ]	(	HdPrmanLoaderRendererPluginXpu	)
override_camera	[ 0	locks=0 ]	(	/cameras/camera1	)
override_res	[ 0	locks=0 ]	(	specific	)
res_user	[ 0	locks=0 ]	(	300	200	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/plain.init"
Content-Type: text/plain

type = usdrender_rop
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/plain.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	settings_a 0 1 "input1"
}
inputs
{
0 	settings_a 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/plain.parm"
Content-Type: text/plain

{
version 0.8
outputimage	[ 0	locks=0 ]	(	""	)
renderer	[ 0	locks=0 ]	(	BRAY_HdKarma	)
override_camera	[ 0	locks=0 ]	(	""	)
override_res	[ 0	locks=0 ]	(	""	)
loppath	[ 0	locks=0 ]	(	""	)
lopoutput	[ 0	locks=0 ]	(	__render__.usd	)
savetodirectory_directory	[ 0	locks=0 ]	(	$HOUDINI_TEMP_DIR/usd_renders	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_a.init"
Content-Type: text/plain

type = karmarenderproperties
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_a.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	settings_b 0 1 "input1"
}
inputs
{
0 	settings_b 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_a.chn"
Content-Type: text/plain

{
    channel resolutiony {
      lefttype = extend
      righttype = extend
      default = 0
      flags = 0
      segment { length = 0 expr = __import__(\"loputils\").x() language = python }
    }
  }


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_a.parm"
Content-Type: text/plain

{
version 0.8
picture	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
camera	[ 0	locks=0 ]	(	/cameras/camera1	)
primpath	[ 0	locks=0 ]	(	/Render/rendersettings	)
res_mode	[ 0	locks=0 ]	(	autoheight	)
resolution	[ 0	locks=0 ]	(	1920	[ resolutiony	817 ] 	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_b.init"
Content-Type: text/plain

type = karmarenderproperties
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_b.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	merge1 0 1 "input1"
}
inputs
{
0 	merge1 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/settings_b.parm"
Content-Type: text/plain

{
version 0.8
picture	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
camera	[ 0	locks=0 ]	(	/cameras/camera1	)
primpath	[ 0	locks=0 ]	(	/Render/b	)
res_mode	[ 0	locks=0 ]	(	manual	)
resolution	[ 0	locks=0 ]	(	640	360	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/sopimport1.init"
Content-Type: text/plain

type = sopimport
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/sopimport1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
}
inputs
{
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/sopimport1.parm"
Content-Type: text/plain

{
version 0.8
soppath	[ 0	locks=0 ]	(	/obj/geo1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/usd_rop1.init"
Content-Type: text/plain

type = usd_rop
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/usd_rop1.def"
Content-Type: text/plain

comment ""
position 0 0
connectornextid 0
flags =  lock off model off template off footprint off xray off bypass off display off render off highlight off unload off savedata off compress off colordefault off exposed off
outputsNamed3
{
}
inputsNamed3
{
0 	settings_a 0 1 "input1"
}
inputs
{
0 	settings_a 0 1
}
stat
{
  create 1
  modify 2
  author me@here
  access 0777
}
color UT_Color RGB 0.8 0.8 0.8 
delscript ""
exprlanguage hscript
end


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage/usd_rop1.parm"
Content-Type: text/plain

{
version 0.8
lopoutput	[ 0	locks=0 ]	(	$HIP/usd/shot.usd	)
fileperframe	[ 0	locks=0 ]	(	off	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="stage.net"
Content-Type: text/plain

1


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".takes"
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

SG91ZGluaVRha2VGaWxlIDEuMAp0YWtlIG5hbWUgTWFpbiBraWRzIDAKAAAAAmUKCg==
--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename=".cwd"
Content-Type: text/plain

opcf /
takeset Main


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY--
