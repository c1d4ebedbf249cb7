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
Content-Disposition: attachment; filename="obj/geo1.init"
Content-Type: text/plain

type = geo
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/geo1.def"
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
Content-Disposition: attachment; filename="obj/geo1.parm"
Content-Type: text/plain

{
version 0.8
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/geo1/proxy_sop.init"
Content-Type: text/plain

type = Redshift_Proxy_Output
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="obj/geo1/proxy_sop.def"
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
Content-Disposition: attachment; filename="obj/geo1/proxy_sop.parm"
Content-Type: text/plain

{
version 0.8
RS_archive_enable	[ 0	locks=0 ]	(	on	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/$OS.rs	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
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
Content-Disposition: attachment; filename="out/archive.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/archive.def"
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
Content-Disposition: attachment; filename="out/archive.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	off	)
RS_overrideResScale	[ 0	locks=0 ]	(	1	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	on	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/rs/$OS.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/ipr.init"
Content-Type: text/plain

type = Redshift_IPR
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/ipr.def"
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
Content-Disposition: attachment; filename="out/ipr.parm"
Content-Type: text/plain

{
version 0.8
linked_rop	[ 0	locks=0 ]	(	/out/one_file	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/layers.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/layers.def"
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
Content-Disposition: attachment; filename="out/layers.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	off	)
RS_overrideResScale	[ 0	locks=0 ]	(	1	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	1	)
RS_aov	[ 0	locks=0 ]	(	2	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
RS_aovEnable_1	[ 0	locks=0 ]	(	on	)
RS_aovSuffix_1	[ 0	locks=0 ]	(	Z	)
RS_aovCustomPrefix_1	[ 0	locks=0 ]	(	""	)
RS_aovEnable_2	[ 0	locks=0 ]	(	on	)
RS_aovSuffix_2	[ 0	locks=0 ]	(	N	)
RS_aovCustomPrefix_2	[ 0	locks=0 ]	(	$HIP/render/n/$OS.$AOV.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/no_suffix.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/no_suffix.def"
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
Content-Disposition: attachment; filename="out/no_suffix.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	3	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	off	)
RS_overrideResScale	[ 0	locks=0 ]	(	1	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$OS.$F4	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/off.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/off.def"
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
Content-Disposition: attachment; filename="out/off.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	off	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	off	)
RS_overrideResScale	[ 0	locks=0 ]	(	1	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/one_file.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/one_file.def"
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
Content-Disposition: attachment; filename="out/one_file.chn"
Content-Type: text/plain

{
    channel vm_picture {
      lefttype = extend
      righttype = extend
      default = 0
      flags = 0
      segment { length = 0 expr = chs(\"RS_outputFileNamePrefix\") }
    }
  }


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/one_file.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	off	)
RS_overrideResScale	[ 0	locks=0 ]	(	1	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
vm_picture	[ 0	locks=0 ]	(	[ vm_picture	"" ] 	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/proxy.init"
Content-Type: text/plain

type = Redshift_Proxy_Output
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/proxy.def"
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
Content-Disposition: attachment; filename="out/proxy.parm"
Content-Type: text/plain

{
version 0.8
RS_archive_enable	[ 0	locks=0 ]	(	on	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/rs/$OS.$F4.rs	)
RS_archive_sopPath	[ 0	locks=0 ]	(	/obj/geo1	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/third.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/third.def"
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
Content-Disposition: attachment; filename="out/third.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	on	)
RS_overrideResScale	[ 0	locks=0 ]	(	3	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/user_size.init"
Content-Type: text/plain

type = Redshift_ROP
matchesdef = 0


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out/user_size.def"
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
Content-Disposition: attachment; filename="out/user_size.parm"
Content-Type: text/plain

{
version 0.8
RS_renderCamera	[ 0	locks=0 ]	(	/obj/cam1	)
RS_outputEnable	[ 0	locks=0 ]	(	on	)
RS_outputFileFormat	[ 0	locks=0 ]	(	.exr	)
RS_overrideCameraRes	[ 0	locks=0 ]	(	on	)
RS_overrideResScale	[ 0	locks=0 ]	(	7	)
RS_overrideRes	[ 0	locks=0 ]	(	1280	720	)
RS_archive_enable	[ 0	locks=0 ]	(	off	)
RS_archive_file	[ 0	locks=0 ]	(	$HIP/filename.$F4.rs	)
RS_outputBeautyAOVSuffix	[ 0	locks=0 ]	(	""	)
RS_outputMultilayerMode	[ 0	locks=0 ]	(	2	)
RS_aov	[ 0	locks=0 ]	(	0	)
RS_outputFileNamePrefix	[ 0	locks=0 ]	(	$HIP/render/$HIPNAME.$OS.$F4.exr	)
trange	[ 0	locks=0 ]	(	normal	)
f	[ 0	locks=0 ]	(	1	10	1	)
}


--HOUDINIMIMEBOUNDARY0xD3ADD339-0x00000F49-0x56B122C9-0x00000001HOUDINIMIMEBOUNDARY
Content-Disposition: attachment; filename="out.net"
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
