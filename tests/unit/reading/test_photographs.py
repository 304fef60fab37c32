import io
import zlib

import numpy as np
import pytest
from PIL import Image

from digitlab.errors import InputError
from digitlab.reading import photographs
from digitlab.reading.scoring import Reading

# Four quarters that no turning leaves as they are.
QUARTERS = np.kron(np.array([[40, 200], [120, 255]], np.uint8), np.ones((30, 20), np.uint8))
LINES = [[Reading(7, (2.0, 12.0, 3.0, 9.0), 0.99), Reading(1, (2.0, 12.0, 11.0, 13.0), 0.4)]]


def opened(tmp_path, image, name="page.png", **options):
    image.save(tmp_path / name, **options)
    return photographs.opened(tmp_path / name)


def test_eight_bits_of_grey_are_taken_as_they_are(tmp_path):
    found = opened(tmp_path, Image.fromarray(QUARTERS))
    assert np.array_equal(found.grey, QUARTERS)
    assert (found.size, found.kind, found.scale) == ((40, 60), "PNG", 1)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.bmp", "a.gif", "a.jp2", "a.avif"])
def test_formats(tmp_path, name):
    found = opened(tmp_path, Image.fromarray(QUARTERS), name)
    assert np.abs(found.grey.astype(int) - QUARTERS).mean() < 4


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        *(("RGB", "a.png"), ("CMYK", "a.jpg"), ("CMYK", "a.tif"), ("YCbCr", "a.jpg"), ("LAB", "a.tif")),
        *(("P", "a.png"), ("RGBA", "a.png"), ("LA", "a.png"), ("RGBA", "a.webp")),
    ],
)
def test_modes_of_grey_pictures_have_the_same_grey(tmp_path, mode, name):
    if mode == "LAB":
        band = Image.fromarray(QUARTERS)
        middle = Image.new("L", band.size, 128)
        image = Image.merge("LAB", [band, middle, middle])
    else:
        image = Image.fromarray(QUARTERS)
        image = image.convert("RGB").convert(mode) if mode not in ("P", "LA") else image.convert(mode)
    found = opened(tmp_path, image, name)
    assert np.abs(found.grey.astype(int) - QUARTERS).mean() < 4


def test_black_and_white(tmp_path):
    found = opened(tmp_path, Image.fromarray(QUARTERS > 130))
    assert set(np.unique(found.grey)) == {0, 255}
    assert found.grey[0, 0] == 0


def test_sixteen_bits_become_eight(tmp_path):
    found = opened(tmp_path, Image.fromarray(QUARTERS.astype(np.uint16) * 257))
    assert np.array_equal(found.grey, QUARTERS)


@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_numbers_without_a_range_are_spread_from_the_darkest_to_the_lightest(tmp_path, kind):
    found = opened(tmp_path, Image.fromarray((1000 * QUARTERS.astype(int) - 7).astype(kind)), "a.tif")
    expected = (QUARTERS.astype(float) - 40) * 255 / (255 - 40)
    assert np.array_equal(found.grey, expected.round())
    level = opened(tmp_path, Image.fromarray(np.full((4, 4), 3, kind)), "b.tif")
    assert (level.grey == 255).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(tmp_path, mode):
    if mode == "P":
        image = Image.fromarray(np.where(QUARTERS == 40, 0, 1).astype(np.uint8), "P")
        image.putpalette([0, 0, 0, 30, 30, 30])
        found = opened(tmp_path, image, transparency=0)
    else:
        image = Image.fromarray(QUARTERS).convert(mode)
        image.putalpha(Image.fromarray(np.where(QUARTERS == 40, 0, 255).astype(np.uint8)))
        found = opened(tmp_path, image)
    assert (found.grey[QUARTERS == 40] == 255).all()
    assert (found.grey[QUARTERS == 120] == (30 if mode == "P" else 120)).all()


# By EXIF's number: the stored picture is turned so that a viewer sees QUARTERS (Exif 2.32, tag 0x0112).
STORED = {
    1: QUARTERS,
    2: QUARTERS[:, ::-1],
    3: QUARTERS[::-1, ::-1],
    4: QUARTERS[::-1],
    5: QUARTERS.T,
    6: np.rot90(QUARTERS),
    7: QUARTERS[::-1, ::-1].T,
    8: np.rot90(QUARTERS, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_exif_says_what_is_up(tmp_path, orientation, mode):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation])).convert("RGB").convert(mode)
    found = opened(tmp_path, stored, "a.jpg", exif=exif, quality=95)
    assert found.size == (40, 60)
    assert np.abs(found.grey.astype(int) - QUARTERS).mean() < 4


def test_orientation_holds_for_sixteen_bits_and_for_transparency(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = np.ascontiguousarray(STORED[6])
    for image in (Image.fromarray(stored.astype(np.uint16) * 257), Image.fromarray(stored).convert("RGBA")):
        assert np.array_equal(opened(tmp_path, image, exif=exif).grey, QUARTERS)


def test_a_large_picture_is_read_smaller_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(photographs, "READ", 600)
    found = opened(tmp_path, Image.fromarray(QUARTERS))
    assert found.grey.shape == (30, 20)
    assert (found.size, found.scale) == ((40, 60), 2)
    assert np.array_equal(found.grey, QUARTERS[::2, ::2])
    assert photographs.summary("p", found, [])["reduced"]


def fault_of(path):
    """What is said of a file; nothing where it is read."""
    try:
        photographs.opened(path)
    except InputError as fault:
        return str(fault)
    return ""


def refused(path):
    with pytest.raises(InputError) as fault:
        photographs.opened(path)
    assert "\n" not in str(fault.value)
    assert str(fault.value).startswith(f"reading.images: {path} ")
    assert "allowed: " in str(fault.value)
    return str(fault.value)


def test_what_is_no_image_is_refused_in_one_line(tmp_path):
    assert "is missing" in refused(tmp_path / "none.jpg")
    assert "is a folder" in refused(tmp_path)
    for name, content in {"a.jpg": b"Dear diary\n", "b.png": b"", "c.png": b"\x89PNG\r\n\x1a\n"}.items():
        (tmp_path / name).write_bytes(content)
        assert "is no image" in refused(tmp_path / name) or "is damaged" in refused(tmp_path / name)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.gif", "a.jp2", "a.avif"])
def test_a_file_that_breaks_off_is_refused_or_read(tmp_path, name):
    file = io.BytesIO()
    random = np.random.default_rng(1).integers(0, 256, (64, 64), np.uint8)
    Image.fromarray(random).save(file, Image.registered_extensions()[f".{name[2:]}"])
    content = file.getvalue()
    for share in (0.02, 0.1, 0.5, 0.9, 0.99):
        (tmp_path / name).write_bytes(content[: int(share * len(content))])
        assert "\n" not in fault_of(tmp_path / name)


def test_bytes_that_were_changed_never_end_in_anything_but_a_line(tmp_path):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(QUARTERS).save(file, "JPEG", exif=exif)
    content, random = np.frombuffer(file.getvalue(), np.uint8), np.random.default_rng(2)
    for _ in range(60):
        changed = content.copy()
        places = random.integers(0, len(changed), 6)
        changed[places] = random.integers(0, 256, 6)
        (tmp_path / "a.jpg").write_bytes(changed.tobytes())
        assert "\n" not in fault_of(tmp_path / "a.jpg")


def png_of(width, height):
    """The head of a PNG of that size, and nothing else."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000)])
def test_a_hundred_megapixels_are_refused_before_they_are_unpacked(tmp_path, size):
    (tmp_path / "a.png").write_bytes(png_of(*size))
    assert "has more than 89,478,485 pixels" in refused(tmp_path / "a.png")


@pytest.mark.parametrize(
    "grey",
    [
        np.full((80, 60), 235, np.uint8),
        np.zeros((80, 60), np.uint8),
        np.zeros((1, 1), np.uint8),
        np.full((1, 900), 255, np.uint8),
        np.full((700, 2), 90, np.uint8),
        np.random.default_rng(0).integers(0, 256, (90, 90), np.uint8),
    ],
    ids=["empty", "black", "a pixel", "a row", "two columns", "noise"],
)
def test_a_page_without_writing_has_a_result_all_the_same(grey):
    seen = []
    found = photographs.read(
        photographs.Photograph(grey, grey.shape[::-1], "PNG"), lambda page: seen.append(page) or []
    )
    assert found == []
    assert photographs.table(found).empty
    summary = photographs.summary("p", photographs.Photograph(grey, grey.shape[::-1], "PNG"), found)
    assert (summary["lines"], summary["height_read"]) == ([], None)
    assert summary["dark"] == (np.median(grey) < 80)
    assert photographs.picture(photographs.Photograph(grey, grey.shape[::-1], "PNG"))[8:12] == b"WEBP"


def stripes(height, width):
    """Paper with four strokes of a height, a fifth as wide."""
    page = np.full((3 * height, 10 * width), 230, np.uint8)
    for place in range(4):
        left = (1 + 2 * place) * width
        page[height : 2 * height, left : left + width] = 20
    return page


@pytest.mark.parametrize(("height", "read"), [(30, 30), (300, 40)])
def test_high_digits_are_read_smaller_and_their_boxes_are_of_the_file(height, read):
    page = stripes(height, height // 5)
    seen = []

    def reader(page):
        seen.append(page.amount)
        dark = np.flatnonzero((page.amount > 0.5).any(1))
        top, bottom = dark[0], dark[-1] + 1
        return [[Reading(1, (float(top), float(bottom), 0.0, 4.0), 1.0)]]

    [[found]] = photographs.read(photographs.Photograph(page, page.shape[::-1], "PNG"), reader)
    [amount] = seen
    assert amount.shape[0] == pytest.approx(3 * read, abs=2)
    assert found.box[:2] == pytest.approx((height, 2 * height), abs=0.04 * height)


def test_boxes_of_a_reduced_file_are_in_its_own_pixels():
    page = stripes(30, 6)
    photograph = photographs.Photograph(page, (page.shape[1] * 3, page.shape[0] * 3), "PNG")
    [[found, _]] = photographs.read(photograph, lambda page: LINES)
    assert found == Reading(7, (6.0, 36.0, 9.0, 27.0), 0.99)


def test_the_table_has_a_row_a_digit_and_marks_what_is_doubtful():
    table = photographs.table(LINES)
    assert table.to_dict("list") == {
        **{"line": [1, 1], "place": [1, 2], "label": [7, 1], "probability": [0.99, 0.4]},
        **{"doubtful": [False, True], "top": [2, 2], "bottom": [12, 12], "left": [3, 11], "right": [9, 13]},
    }
    photograph = photographs.Photograph(QUARTERS, (40, 60), "PNG")
    summary = photographs.summary("mine/p.png", photograph, LINES)
    assert summary["lines"] == [{"text": "71", "doubtful": [1]}]
    assert (summary["file"], summary["width"], summary["height"]) == ("p.png", 40, 60)
    assert (summary["height_read"], summary["dark"], summary["reduced"]) == (10, False, False)


def test_the_picture_for_the_page_is_light_and_shows_the_page():
    random = np.random.default_rng(3)
    page = np.kron(random.integers(120, 256, (100, 150)), np.ones((20, 20))).astype(np.uint8)
    content = photographs.picture(photographs.Photograph(page, page.shape[::-1], "JPEG"))
    image = Image.open(io.BytesIO(content))
    assert image.size[0] * image.size[1] <= 701_000
    again = np.asarray(image.convert("L").resize(page.shape[::-1]))
    assert np.abs(again.astype(int) - page).mean() < 12
