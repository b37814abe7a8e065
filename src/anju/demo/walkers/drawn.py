"""Drawn photos of stairwells: the same spot looks alike each time, and never quite the same."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (240, 180)
_PROPS = ("bike", "box", "cabinet", "pipe", "sign", "window")


def photo(spot: Random, moment: Random) -> Image.Image:
    """A photo of one spot at one moment: `spot` draws what stands there, `moment` how the hand held the phone."""
    wide, high = SIZE[0] + 80, SIZE[1] + 60
    wall = tuple(spot.randint(110, 235) for _ in range(3))
    scene = Image.new("RGB", (wide, high), wall)
    pen = ImageDraw.Draw(scene)
    _room(pen, spot, wide, high)
    for _ in range(spot.randint(4, 8)):
        _prop(pen, spot, wide, high)
    for _ in range(moment.randint(1, 4)):  # what people left there since
        _prop(pen, moment, wide, high)
    scene = _light(scene, moment)
    turned = scene.rotate(moment.gauss(0, 4), Image.Resampling.BILINEAR, fillcolor=wall)
    zoom = moment.uniform(0.72, 0.95)
    left = moment.uniform(0, 1 - zoom) * wide
    top = moment.uniform(0, 1 - zoom) * high
    return turned.resize(SIZE, Image.Resampling.BILINEAR, box=(left, top, left + zoom * wide, top + zoom * high))


def _colour(rng: Random) -> tuple[int, int, int]:
    return rng.randint(10, 245), rng.randint(10, 245), rng.randint(10, 245)


def _room(pen: ImageDraw.ImageDraw, rng: Random, wide: int, high: int) -> None:
    floor = rng.randint(high // 2, high * 4 // 5)
    pen.rectangle((0, floor, wide, high), fill=_colour(rng))
    corner = rng.randint(wide // 5, wide * 4 // 5)
    shade = _colour(rng)
    pen.polygon([(0, 0), (corner, rng.randint(0, 60)), (corner, floor), (0, high)], fill=shade)
    if rng.random() < 0.6:
        steps, left, right = rng.randint(4, 9), corner, min(wide, corner + rng.randint(60, 140))
        for step in range(steps):
            y = floor - step * rng.randint(8, 14)
            pen.rectangle((left, y - 5, right, y), fill=_colour(rng))


def _prop(pen: ImageDraw.ImageDraw, rng: Random, wide: int, high: int) -> None:
    x, y = rng.randint(0, wide - 40), rng.randint(high // 5, high - 40)
    w, h = rng.randint(16, 90), rng.randint(16, 90)
    colour = _colour(rng)
    kind = rng.choice(_PROPS)
    if kind == "bike":
        for wheel in (x, x + w):
            pen.ellipse((wheel, y + h // 2, wheel + h // 2, y + h), outline=colour, width=4)
        pen.line((x + h // 4, y + h * 3 // 4, x + w // 2, y, x + w + h // 4, y + h * 3 // 4), fill=colour, width=4)
    elif kind == "pipe":
        pen.line((x, 0, x + rng.randint(-20, 20), high), fill=colour, width=rng.randint(4, 14))
    elif kind == "sign":
        pen.ellipse((x, y, x + w // 2, y + w // 2), fill=colour)
    else:
        pen.rectangle((x, y, x + w, y + h), fill=colour, outline=_colour(rng), width=rng.randint(1, 4))


def _light(scene: Image.Image, rng: Random) -> Image.Image:
    """A lamp or a window on one side, and a hand that is not quite still."""
    ramp = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270))).resize(scene.size)
    low = rng.uniform(0.45, 0.8)
    dark = scene.point([int(level * low) for level in range(256)] * 3)
    return Image.composite(scene, dark, ramp).filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 1.2)))


def copied(picture: Image.Image, rng: Random, *, crop: float, quality: tuple[int, int], mirror: float) -> Image.Image:
    """The same photo once more: cropped by up to a share of each side, mirrored with a chance, saved as JPEG."""
    keep = 1 - rng.uniform(0, crop)
    left, top = (rng.uniform(0, 1 - keep) * size for size in picture.size)
    box = (left, top, left + keep * picture.width, top + keep * picture.height)
    side = rng.uniform(0.6, 1.3)
    new = picture.resize((round(picture.width * side), round(picture.height * side)), Image.Resampling.BICUBIC, box=box)
    if rng.random() < mirror:
        new = new.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    held = io.BytesIO()
    new.save(held, "JPEG", quality=rng.randint(*quality))
    return Image.open(held)
