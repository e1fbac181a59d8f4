"""The collations that LoopBack's MySQL driver knows: mysql 2.18.1, lib/protocol/constants/charsets.js. It breaks down
over any other one, as over utf8mb4_0900_ai_ci, which is MySQL 8's own default."""

from __future__ import annotations

_LANGUAGES = """
    croatian_mysql561_ci czech_ci danish_ci esperanto_ci estonian_ci german2_ci hungarian_ci icelandic_ci latvian_ci
    lithuanian_ci persian_ci polish_ci romanian_ci roman_ci sinhala_ci slovak_ci slovenian_ci spanish2_ci spanish_ci
    swedish_ci turkish_ci unicode_520_ci unicode_ci vietnamese_ci bin general_ci
"""
_OTHERS = """
    armscii8_bin armscii8_general_ci ascii_bin ascii_general_ci big5_bin big5_chinese_ci cp1250_bin cp1250_croatian_ci
    cp1250_czech_cs cp1250_general_ci cp1250_polish_ci cp1251_bin cp1251_bulgarian_ci cp1251_general_ci
    cp1251_general_cs cp1251_ukrainian_ci cp1256_bin cp1256_general_ci cp1257_bin cp1257_general_ci
    cp1257_lithuanian_ci cp850_bin cp850_general_ci cp852_bin cp852_general_ci cp866_bin cp866_general_ci cp932_bin
    cp932_japanese_ci dec8_bin dec8_swedish_ci eucjpms_bin eucjpms_japanese_ci euckr_bin euckr_korean_ci gb2312_bin
    gb2312_chinese_ci gbk_bin gbk_chinese_ci geostd8_bin geostd8_general_ci greek_bin greek_general_ci hebrew_bin
    hebrew_general_ci hp8_bin hp8_english_ci keybcs2_bin keybcs2_general_ci koi8r_bin koi8r_general_ci koi8u_bin
    koi8u_general_ci latin1_bin latin1_danish_ci latin1_general_ci latin1_general_cs latin1_german1_ci
    latin1_german2_ci latin1_spanish_ci latin1_swedish_ci latin2_bin latin2_croatian_ci latin2_czech_cs
    latin2_general_ci latin2_hungarian_ci latin5_bin latin5_turkish_ci latin7_bin latin7_estonian_cs
    latin7_general_ci latin7_general_cs macce_bin macce_general_ci macroman_bin macroman_general_ci sjis_bin
    sjis_japanese_ci swe7_bin swe7_swedish_ci tis620_bin tis620_thai_ci ucs2_general_mysql500_ci ujis_bin
    ujis_japanese_ci utf16le_bin utf16le_general_ci utf8_general50_ci utf8_general_mysql500_ci
"""
_UNICODE = ("ucs2", "utf16", "utf32", "utf8", "utf8mb4")

KNOWN = frozenset(
    [
        *(f"{charset}_{language}" for charset in _UNICODE for language in _LANGUAGES.split()),
        *_OTHERS.split(),
        *(name.partition("_")[0] for name in _OTHERS.split()),  # a charset stands for its usual collation
        *_UNICODE,
        "binary",
    ]
)
"""In small letters; the driver does not mind which."""

_USUAL_OF_OTHERS = """
    big5_chinese_ci cp932_japanese_ci dec8_swedish_ci eucjpms_japanese_ci euckr_korean_ci gb2312_chinese_ci
    gbk_chinese_ci hp8_english_ci latin1_swedish_ci latin5_turkish_ci sjis_japanese_ci swe7_swedish_ci tis620_thai_ci
    ujis_japanese_ci
"""
_USUAL = {name.partition("_")[0]: name for name in _USUAL_OF_OTHERS.split()}


def of_charset(name: str) -> str:
    """The collation that the driver takes a bare charset for: `utf8mb4_general_ci` for `utf8mb4`; else the name itself.

    In a URL the driver reads both. loopback-connector-mysql 5.4.4, lib/mysql.js, generateOptions, takes for the charset
    of a database what stands before the "_" of `collation`, which is nothing in a bare charset.
    """
    collation = _USUAL.get(name, f"{name}_general_ci")
    return collation if collation in KNOWN else name
