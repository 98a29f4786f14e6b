"""The functions of pdfium that are called for every character of a page.

The package pypdfium2 wraps pdfium with ctypes; its own prototypes make a record of each pointer, which costs three
times what the call does. Here the same functions take and give plain addresses.
"""

import ctypes
from ctypes import PYFUNCTYPE, c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from typing import Any

from pypdfium2 import raw

_P = c_void_p


def _plain(name: str, result: Any, *arguments: Any) -> Any:
    return PYFUNCTYPE(result, *arguments)(ctypes.cast(getattr(raw, name), c_void_p).value or 0)


count_chars = _plain("FPDFText_CountChars", c_int, _P)
unicode_of = _plain("FPDFText_GetUnicode", c_uint, _P, c_int)
# left, right, bottom, top of the glyph itself; of its advance and its font's height in a FS_RECTF
char_box = _plain("FPDFText_GetCharBox", c_int, _P, c_int, _P, _P, _P, _P)
loose_box = _plain("FPDFText_GetLooseCharBox", c_int, _P, c_int, _P)
text_object = _plain("FPDFText_GetTextObject", _P, _P, c_int)
map_error = _plain("FPDFText_HasUnicodeMapError", c_int, _P, c_int)
char_origin = _plain("FPDFText_GetCharOrigin", c_int, _P, c_int, _P, _P)
char_matrix = _plain("FPDFText_GetMatrix", c_int, _P, c_int, _P)
char_size = _plain("FPDFText_GetFontSize", c_double, _P, c_int)
font_weight = _plain("FPDFText_GetFontWeight", c_int, _P, c_int)

render_mode = _plain("FPDFTextObj_GetTextRenderMode", c_int, _P)
text_font = _plain("FPDFTextObj_GetFont", _P, _P)
font_name = _plain("FPDFFont_GetBaseFontName", c_ulong, _P, _P, c_ulong)
glyph_width = _plain("FPDFFont_GetGlyphWidth", c_int, _P, c_uint, c_float, _P)
fill_color = _plain("FPDFPageObj_GetFillColor", c_int, _P, _P, _P, _P, _P)
stroke_color = _plain("FPDFPageObj_GetStrokeColor", c_int, _P, _P, _P, _P, _P)

clip_path = _plain("FPDFPageObj_GetClipPath", _P, _P)
count_clips = _plain("FPDFClipPath_CountPaths", c_int, _P)
count_clip_segments = _plain("FPDFClipPath_CountPathSegments", c_int, _P, c_int)
clip_segment = _plain("FPDFClipPath_GetPathSegment", _P, _P, c_int, c_int)

count_objects = _plain("FPDFPage_CountObjects", c_int, _P)
page_object = _plain("FPDFPage_GetObject", _P, _P, c_int)
object_type = _plain("FPDFPageObj_GetType", c_int, _P)
object_bounds = _plain("FPDFPageObj_GetBounds", c_int, _P, _P, _P, _P, _P)
object_matrix = _plain("FPDFPageObj_GetMatrix", c_int, _P, _P)
form_count = _plain("FPDFFormObj_CountObjects", c_int, _P)
form_object = _plain("FPDFFormObj_GetObject", _P, _P, c_ulong)
draw_mode = _plain("FPDFPath_GetDrawMode", c_int, _P, _P, _P)
count_segments = _plain("FPDFPath_CountSegments", c_int, _P)
path_segment = _plain("FPDFPath_GetPathSegment", _P, _P, c_int)
segment_point = _plain("FPDFPathSegment_GetPoint", c_int, _P, _P, _P)
segment_type = _plain("FPDFPathSegment_GetType", c_int, _P)
segment_close = _plain("FPDFPathSegment_GetClose", c_int, _P)

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2


def address(handle: Any) -> int:
    """The address that a handle of pypdfium2 holds."""
    return ctypes.cast(handle, c_void_p).value or 0


def floats(count: int) -> Any:
    """A buffer of `count` single floats."""
    return (c_float * count)()


def doubles(count: int) -> Any:
    """A buffer of `count` double floats."""
    return (c_double * count)()


def integers(count: int) -> Any:
    """A buffer of `count` unsigned integers."""
    return (c_uint * count)()


def place(buffer: Any) -> int:
    """The address of a buffer."""
    return ctypes.addressof(buffer)


def memory(pointer: Any, count: int) -> bytes:
    """`count` bytes from where a pointer of pypdfium2 points."""
    return ctypes.string_at(pointer, count)
