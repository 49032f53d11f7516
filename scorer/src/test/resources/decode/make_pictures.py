"""Makes the small test pictures of scorer/src/test/resources/decode with Pillow and zlib; each shows the ramp that ReferencePicture describes."""
import os, struct, sys, zlib
import numpy as np
from PIL import Image, ImageOps
out = sys.argv[1]; os.makedirs(out, exist_ok=True)
W, H = 32, 24
y, x = np.mgrid[0:H, 0:W]
base = np.stack([255 * x // (W - 1), 255 * y // (H - 1), np.full((H, W), 128)], -1).astype(np.uint8)
rgb = Image.fromarray(base)
path = lambda n: os.path.join(out, n)
jpg = dict(quality=95, subsampling=0)
rgb.save(path("rgb.jpg"), **jpg)
rgb.save(path("subsampled.jpg"), quality=95, subsampling=2)
rgb.save(path("progressive.jpg"), progressive=True, **jpg)
rgb.save(path("stored-as-rgb.jpg"), keep_rgb=True, quality=95)
rgb.save(path("with-profile.jpg"), icc_profile=b"no profile at all" * 20, **jpg)
Image.fromarray(base[..., 0]).save(path("grey.jpg"), quality=95)
k = 64
cmyk = Image.fromarray(np.concatenate([255 - base, np.full((H, W, 1), k, np.uint8)], -1), "CMYK")
cmyk.save(path("cmyk.jpg"), **jpg)
# The same as YCCK: components become YCbCr of the inverted inks, and Adobe's transform byte says so.
ycc = np.asarray(rgb.convert("YCbCr"))
# Pillow inverts on writing: it writes 255 - value, so give it the inverse of what is to be stored.
stored = np.concatenate([255 - np.asarray(Image.fromarray(255 - base).convert("YCbCr")), np.full((H, W, 1), k, np.uint8)], -1)
Image.fromarray(stored, "CMYK").save(path("ycck.jpg"), **jpg)
d = bytearray(open(path("ycck.jpg"), "rb").read()); a = d.index(b"Adobe"); assert d[a + 11] == 0; d[a + 11] = 2
open(path("ycck.jpg"), "wb").write(d)
for n in ("cmyk.jpg", "ycck.jpg"):
    got = np.asarray(Image.open(path(n)).convert("RGB")).astype(int)
    print(n, "Pillow's difference", np.abs(got - base.astype(int) * (255 - k) // 255).max())
inverse = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE, 6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}
for o, t in inverse.items():
    e = Image.Exif(); e[0x0112] = o
    im = rgb.transpose(t) if t is not None else rgb
    im.save(path(f"orientation-{o}.jpg"), exif=e, **jpg)
    assert np.abs(np.asarray(ImageOps.exif_transpose(Image.open(path(f"orientation-{o}.jpg")))).astype(int) - base).max() < 12, o
e = Image.Exif(); e[0x0112] = 6
rgb.transpose(Image.ROTATE_90).save(path("orientation-6.png"), exif=e)
rgb.transpose(Image.ROTATE_90).save(path("orientation-6.webp"), exif=e, lossless=True)
rgb.save(path("rgb.png"))
Image.fromarray(base[..., 0]).save(path("grey.png"))
alpha = np.where(x < W // 2, 255, 51).astype(np.uint8)
rgba = Image.fromarray(np.dstack([base, alpha]))
rgba.save(path("alpha.png")); rgba.save(path("alpha.webp"), lossless=True, exact=True); rgba.save(path("alpha-lossy.webp"), quality=95)
Image.fromarray(np.dstack([base[..., 0], alpha]), "LA").save(path("grey-alpha.png"))
def chunk(t, b): return struct.pack(">I", len(b)) + t + b + struct.pack(">I", zlib.crc32(t + b))
def png(n, depth, colour, rows, extra=b""):
    raw = b"".join(b"\0" + r for r in rows)
    open(path(n), "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, 0)) + extra + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))
wide = (base.astype(">u2") << 8) + 77
png("rgb-16-bit.png", 16, 2, [r.astype(">u2").tobytes() for r in wide])
png("grey-16-bit.png", 16, 0, [r[:, 0].astype(">u2").tobytes() for r in wide])
# A palette over the columns, half of it transparent.
pal = b"".join(bytes((255 * i // (W - 1), 0, 128)) for i in range(W)); trns = bytes(255 if i < W // 2 else 51 for i in range(W))
png("palette-alpha.png", 8, 3, [bytes(range(W))] * H, chunk(b"PLTE", pal) + chunk(b"tRNS", trns))
png("palette-overrun.png", 8, 3, [bytes(range(W))] * H, chunk(b"PLTE", pal[:3 * 8]))
png("black-and-white.png", 1, 0, [b"\x00\x00\xff\xff"] * H)
# Colour-keyed: pure black of column 0 row 0 is not in the ramp, so key a value that is: none; the file must simply read.
png("colour-key.png", 8, 2, [r.tobytes() for r in base], chunk(b"tRNS", struct.pack(">HHH", 0, 0, 128)))
rgb.save(path("lossy.webp"), quality=98); rgb.save(path("lossless.webp"), lossless=True)
rgb.save(path("animated.webp"), save_all=True, append_images=[rgb.transpose(Image.ROTATE_180)], duration=100)
rgb.save(path("ramp.gif")); rgb.save(path("ramp.bmp")); rgb.save(path("ramp.tif"))
