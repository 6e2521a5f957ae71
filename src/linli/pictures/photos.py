"""Pictures: read with suspicion, stripped of where and by what they were taken, and durable before they are
acknowledged.
"""

import hashlib
import io
import threading
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

import pi_heif
from PIL import ExifTags, Image, ImageCms, ImageDraw, UnidentifiedImageError

from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.pictures.store import forget_unused, open_photo, path_of, put, small_of

LARGEST_FILE = 30 * 1024 * 1024
# Phones make pictures of 48 to 50 million. WebP, in which no camera does, takes three times their memory to open.
MOST_PIXELS, MOST_IN_WEBP = 60_000_000, 20_000_000
LONG_SIDE, SMALL_SIDE, QUALITY = 2560, 480, 82
MOST_AT_ONCE = 6
_READABLE = ["JPEG", "PNG", "WEBP", "HEIF"]
# By the EXIF orientation (CIPA DC-008, 4.6.5).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A picture of 60 million pixels takes 180 MB while it is open: large ones go through one at a time.
_LARGE, _one_large = 16_000_000, threading.Semaphore(1)


@dataclass(frozen=True)
class Picture:
    """A photo that lies in the store already, cleaned by `take_in`."""

    file: str
    width: int
    height: int
    size: int


def take_in(file) -> Picture:
    """Clean one uploaded file and put it into the store; `file` is read from its beginning.

    Whatever it was, what is kept is a JPEG of at most 2,560 pixels a side without metadata, and a small one beside it.
    Refuses, naming the file, what is empty, too large, broken or not a photo at all.
    """
    name = Path(str(file.name or "")).name[-60:] or "?"

    def refuse(sentence: str) -> Refused:
        return Refused(sentence, field="photos", name=name)

    if not file.size:
        raise refuse(N_("“{name}” is empty. Please choose the photo again."))
    if file.size > LARGEST_FILE:
        raise refuse(N_("“{name}” is larger than 30 MB. Please send a smaller one."))
    file.seek(0)
    heif = file.read(12)[4:8] == b"ftyp"
    file.seek(0)
    pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows and is lower
            picture = Image.open(file, formats=_READABLE)
        pixels = picture.width * picture.height
        if pixels > (MOST_IN_WEBP if picture.format == "WEBP" else MOST_PIXELS):
            raise refuse(N_("“{name}” has too many pixels. Please send a smaller one."))
        if pixels < _LARGE:
            return _keep(_cleaned(picture))
        with _one_large:
            return _keep(_cleaned(picture))
    except Refused:
        raise
    except UnidentifiedImageError:
        if heif:
            raise refuse(
                N_(
                    "“{name}” is a photo of a kind we can't read yet. Please take it as JPEG, or send a "
                    "screenshot of it."
                )
            ) from None
        raise refuse(N_("“{name}” is not a photo. Photos are JPEG, PNG, WebP or HEIC files.")) from None
    except Image.DecompressionBombError:
        raise refuse(N_("“{name}” has too many pixels. Please send a smaller one.")) from None
    except Exception:  # a decoder that trips over broken bytes may raise anything
        raise refuse(
            N_("“{name}” is broken or was not sent completely. Please choose it again or take it anew.")
        ) from None


def _cleaned(picture: Image.Image) -> Image.Image:
    """Upright, at most LONG_SIDE, in sRGB on white, and nothing but pixels."""
    picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # lets the JPEG decoder skip what will be thrown away
    colours = picture.info.get("icc_profile")
    if picture.mode not in ("RGB", "RGBA", "L", "CMYK"):
        transparent = "transparency" in picture.info or picture.mode in ("LA", "PA")
        picture = picture.convert("RGBA" if transparent else "RGB")
    upright = _upright(picture)
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if upright.mode == "RGBA":
        ground = Image.new("RGB", upright.size, "white")
        ground.paste(upright, mask=upright.getchannel("A"))
        upright = ground
    if colours and upright.mode in ("RGB", "CMYK"):
        upright = _in_srgb(upright, colours)
    clean = upright.convert("RGB")
    clean.info = {}  # the encoder would carry comments and XMP over from here
    return clean


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held. Of the EXIF data, often broken, only this one value is read; the
    rest is dropped.
    """
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # data nobody can read turn nothing
        turn = None
    return picture if turn is None else picture.transpose(turn)


def _in_srgb(picture: Image.Image, colours: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(colours))
        done = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return done or picture


def _keep(picture: Image.Image) -> Picture:
    full = _jpeg(picture)
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    digest = hashlib.sha256(full).hexdigest()
    name = f"{digest[:2]}/{digest}.jpg"
    # The small one first: where the full one is, the small one is too.
    put(small_of(name), _jpeg(small))
    put(path_of(name), full)
    return Picture(file=name, width=picture.width, height=picture.height, size=len(full))


def _jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return written.getvalue()


def take_in_all(files: Iterable, *, beside: int = 0, taken: Callable[[Picture], None]) -> list[Refused]:
    """Take in each file, handing every good one to `taken`; the refusals of the others come back together.

    `beside` pictures are there already; more than six in all are refused.
    """
    refused = []
    for file in files:
        if beside >= MOST_AT_ONCE:
            refused.append(Refused(N_("At most six photos at a time. You can add more afterwards."), field="photos"))
            break
        try:
            taken(take_in(file))
            beside += 1
        except Refused as no:
            refused.append(no)
    return refused


Box = tuple[float, float, float, float]
"""Left, top, width and height, as shares of the picture."""


def cover(file: str, boxes: Sequence[Box]) -> Picture:
    """A copy of a stored photo on which these areas are black, encoded anew: nothing of what lay under them is in the
    file.

    Each box is drawn outwards to whole pixels. Refuses when the photo is not in the store any more.
    """
    return _keep(_covered(file, boxes))


def drawn_over(file: str, boxes: Sequence[Box]) -> bytes:
    """The same as a JPEG to look at, which is not kept."""
    picture = _covered(file, boxes)
    picture.thumbnail((LONG_SIDE // 2, LONG_SIDE // 2))
    return _jpeg(picture)


def _covered(file: str, boxes: Sequence[Box]) -> Image.Image:
    try:
        with open_photo(file) as stored:
            picture = Image.open(stored, formats=["JPEG"]).convert("RGB")
    except (FileNotFoundError, UnidentifiedImageError):
        raise Refused(N_("The photo's file is gone.")) from None
    draw, (wide, high) = ImageDraw.Draw(picture), picture.size
    for left, top, width, height in boxes:
        right, bottom = ceil((left + width) * wide), ceil((top + height) * high)
        draw.rectangle((floor(left * wide), floor(top * high), right, bottom), fill="#000")
    picture.info = {}
    return picture


__all__ = [
    "MOST_AT_ONCE",
    "Box",
    "Picture",
    "cover",
    "drawn_over",
    "forget_unused",
    "open_photo",
    "take_in",
    "take_in_all",
]
