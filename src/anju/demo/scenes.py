"""The scenes of the drawn pictures. Each draws a place, and in it either what is wrong or that it is put right."""

from random import Random

from PIL.ImageDraw import ImageDraw

SIZE = (640, 480)
FLOOR = 330
"""Where wall and floor meet."""

Colour = tuple[int, int, int]
_CARTON: tuple[Colour, ...] = ((193, 148, 92), (206, 164, 110), (176, 132, 80))
_PAINT: tuple[Colour, ...] = ((58, 110, 165), (178, 60, 52), (70, 130, 90), (90, 90, 100), (208, 140, 40))
_LINE: Colour = (70, 66, 60)
_RED: Colour = (198, 40, 34)
_GREEN: Colour = (24, 138, 74)
_STEEL: Colour = (168, 174, 178)


def _room(pen: ImageDraw, rng: Random) -> None:
    """A stairwell's landing: wall with its lower half painted, tiled floor, the foot of the stairs."""
    shade = rng.randrange(-6, 7)
    pen.rectangle((0, 0, 640, FLOOR), fill=(236 + shade, 232 + shade, 222 + shade))
    pen.rectangle((0, 210, 640, FLOOR), fill=(170, 196 + shade, 178))
    pen.rectangle((0, FLOOR, 640, 480), fill=(198, 192, 182))
    for x in range(-200, 900, 90):
        pen.line((x, 480, 320 + (x - 320) * 0.55, FLOOR), fill=(180, 174, 164), width=2)
    for y in (360, 400):
        pen.line((0, y, 640, y), fill=(180, 174, 164), width=2)
    for step in range(6):
        left = 430 + step * 36
        pen.rectangle((left, FLOOR - 18 - step * 34, 640, FLOOR - step * 34), fill=(186, 180, 170), outline=_LINE)
    pen.line((428, 236, 612, 40), fill=(120, 84, 52), width=9)
    for step in range(5):
        pen.line((446 + step * 38, 318 - step * 34, 446 + step * 38, 220 - step * 41), fill=_LINE, width=3)


def _outside(pen: ImageDraw, rng: Random) -> None:
    """A residential block from the yard."""
    pen.rectangle((0, 0, 640, 140), fill=(196, 216, 230))
    wall: Colour = rng.choice(((214, 190, 160), (222, 206, 180), (196, 182, 170)))
    pen.rectangle((60, 20, 580, FLOOR), fill=wall, outline=_LINE)
    for row in range(3):
        for column in range(5):
            left, top = 86 + column * 98, 40 + row * 92
            pen.rectangle((left, top, left + 58, top + 52), fill=(120, 150, 172), outline=(250, 250, 246), width=4)
            pen.line((left + 29, top, left + 29, top + 52), fill=(250, 250, 246), width=3)
    pen.rectangle((0, FLOOR, 640, 480), fill=(176, 176, 172))
    pen.rectangle((0, FLOOR, 640, FLOOR + 14), fill=(118, 150, 92))


def _box(pen: ImageDraw, left: int, bottom: int, width: int, height: int, fill: Colour) -> None:
    """A carton with its tape, and its side in shade."""
    side = width // 4
    dark = (fill[0] - 34, fill[1] - 34, fill[2] - 30)
    pen.polygon(
        [(left + width, bottom - height), (left + width + side, bottom - height - side // 2),
         (left + width + side, bottom - side // 2), (left + width, bottom)], fill=dark, outline=_LINE,
    )  # fmt: skip
    pen.polygon(
        [(left, bottom - height), (left + side, bottom - height - side // 2),
         (left + width + side, bottom - height - side // 2), (left + width, bottom - height)],
        fill=(min(fill[0] + 18, 255), fill[1] + 18, fill[2] + 18), outline=_LINE,
    )  # fmt: skip
    pen.rectangle((left, bottom - height, left + width, bottom), fill=fill, outline=_LINE, width=2)
    pen.rectangle((left + width // 2 - 5, bottom - height, left + width // 2 + 5, bottom), fill=(222, 198, 150))


def _cartons(pen: ImageDraw, rng: Random, left: int, bottom: int) -> None:
    for column, height in enumerate((3, 2, 1)):
        top = bottom + column * 12
        for _ in range(height):
            tall = rng.randrange(48, 64)
            _box(pen, left + column * 92, top, 78, tall, rng.choice(_CARTON))
            top -= tall


def _scooter(pen: ImageDraw, left: int, bottom: int, colour: Colour) -> None:
    """An e-bike seen from the side, 210 wide."""
    for centre in (left + 34, left + 176):
        pen.ellipse((centre - 34, bottom - 68, centre + 34, bottom), fill=(44, 44, 48), outline=_LINE)
        pen.ellipse((centre - 17, bottom - 51, centre + 17, bottom - 17), fill=_STEEL)
    pen.polygon(
        [(left + 44, bottom - 96), (left + 112, bottom - 100), (left + 120, bottom - 44), (left + 36, bottom - 44)],
        fill=colour, outline=_LINE,
    )  # fmt: skip
    pen.rectangle((left + 108, bottom - 56, left + 162, bottom - 42), fill=colour, outline=_LINE)
    pen.polygon(
        [(left + 150, bottom - 48), (left + 164, bottom - 48), (left + 156, bottom - 132), (left + 142, bottom - 132)],
        fill=colour, outline=_LINE,
    )  # fmt: skip
    pen.rounded_rectangle((left + 26, bottom - 114, left + 116, bottom - 96), 8, fill=(34, 34, 36))
    pen.line((left + 122, bottom - 146, left + 166, bottom - 132), fill=(34, 34, 36), width=7)


def _socket(pen: ImageDraw, left: int, top: int) -> None:
    pen.rectangle((left, top, left + 34, top + 42), fill=(250, 250, 248), outline=_LINE, width=2)
    pen.line((left + 11, top + 13, left + 11, top + 25), fill=_LINE, width=3)
    pen.line((left + 23, top + 13, left + 23, top + 25), fill=_LINE, width=3)


def _sign(pen: ImageDraw, left: int, top: int) -> None:
    """The green sign of an exit: an arrow and a door."""
    pen.rectangle((left, top, left + 92, top + 36), fill=_GREEN, outline=(255, 255, 255), width=2)
    pen.line((left + 14, top + 18, left + 48, top + 18), fill=(255, 255, 255), width=6)
    pen.polygon([(left + 44, top + 8), (left + 60, top + 18), (left + 44, top + 28)], fill=(255, 255, 255))
    pen.rectangle((left + 68, top + 7, left + 82, top + 29), fill=(255, 255, 255))


def _bottle(pen: ImageDraw, left: int, bottom: int) -> None:
    """An extinguisher."""
    pen.rounded_rectangle((left, bottom - 92, left + 40, bottom), 12, fill=_RED, outline=_LINE, width=2)
    pen.rectangle((left + 13, bottom - 108, left + 27, bottom - 90), fill=(40, 40, 42))
    pen.line((left + 24, bottom - 104, left + 50, bottom - 90, left + 50, bottom - 46), fill=(40, 40, 42), width=5)
    pen.rectangle((left + 6, bottom - 62, left + 34, bottom - 32), fill=(244, 240, 226))


def cartons(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A landing full of cartons; cleared."""
    _room(pen, rng)
    _sign(pen, 40, 60)
    if not after:
        _cartons(pen, rng, rng.randrange(60, 130), 400)
        _box(pen, 380, 432, 92, 58, rng.choice(_CARTON))


def scooter(pen: ImageDraw, rng: Random, after: bool) -> None:
    """An e-bike charged in a hallway; wheeled away."""
    _room(pen, rng)
    _socket(pen, 70, 240)
    if not after:
        left = rng.randrange(130, 190)
        _scooter(pen, left, 420, rng.choice(_PAINT))
        pen.line((87, 266, 92, 350, 130, 412, left + 60, 380), fill=(36, 36, 38), width=4, joint="curve")


def parked(pen: ImageDraw, rng: Random, after: bool) -> None:
    """An e-bike left across a hallway; wheeled away."""
    _room(pen, rng)
    _sign(pen, 300, 90)
    if not after:
        _scooter(pen, rng.randrange(90, 170), 420, rng.choice(_PAINT))


def wire(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A wire from a window to an e-bike in the yard; taken down."""
    _outside(pen, rng)
    if not after:
        column, left = rng.randrange(1, 4), 350
        top = 132 + 40
        start = 86 + column * 98 + 29
        pen.line((start, top, start + 14, 250, start + 60, 340, left + 70, 374), fill=(196, 90, 20), width=5)
        _scooter(pen, left, 440, rng.choice(_PAINT))


def locked_exit(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A way out with chain and lock; open."""
    _room(pen, rng)
    pen.rectangle((130, 70, 380, FLOOR + 20), fill=(96, 92, 88), outline=_LINE, width=4)
    _sign(pen, 208, 22)
    colour = rng.choice(_PAINT)
    if after:
        pen.rectangle((142, 82, 368, FLOOR + 14), fill=(204, 226, 236))
        pen.rectangle((142, 280, 368, FLOOR + 14), fill=(130, 160, 104))
        for hinge, edge in ((142, 96), (368, 414)):
            pen.polygon([(hinge, 82), (edge, 60), (edge, FLOOR + 44), (hinge, FLOOR + 14)], fill=colour, outline=_LINE)
        return
    for left, right in ((142, 253), (257, 368)):
        pen.rectangle((left, 82, right, FLOOR + 14), fill=colour, outline=_LINE, width=2)
        pen.rectangle((left + 22, 106, right - 22, 176), fill=(150, 176, 190), outline=_LINE)
    for link in range(7):
        left = 200 + link * 16
        pen.ellipse((left, 222 + link % 2 * 5, left + 20, 238 + link % 2 * 5), outline=(50, 50, 52), width=4)
    pen.arc((238, 232, 274, 280), 180, 360, fill=(60, 60, 62), width=7)
    pen.rounded_rectangle((230, 254, 282, 300), 6, fill=(214, 172, 58), outline=_LINE, width=2)


def lane(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A fire lane with a car on it; free."""
    _outside(pen, rng)
    pen.polygon([(120, 480), (250, FLOOR + 14), (420, FLOOR + 14), (560, 480)], fill=(112, 112, 114))
    for near, far in (((120, 480), (250, FLOOR + 14)), ((560, 480), (420, FLOOR + 14))):
        pen.line((near, far), fill=(236, 196, 40), width=8)
    for step in range(4):
        pen.line((170 + step * 90, 470, 250 + step * 44, FLOOR + 20), fill=(236, 196, 40), width=3)
    if after:
        return
    left, colour = rng.randrange(180, 240), rng.choice(_PAINT)
    pen.polygon([(left + 56, 336), (left + 86, 290), (left + 186, 290), (left + 222, 336)], fill=colour, outline=_LINE)
    pen.polygon([(left + 70, 334), (left + 94, 299), (left + 134, 299), (left + 134, 334)], fill=(186, 208, 220))
    pen.polygon([(left + 142, 334), (left + 142, 299), (left + 180, 299), (left + 206, 334)], fill=(186, 208, 220))
    pen.rounded_rectangle((left, 334, left + 270, 398), 16, fill=colour, outline=_LINE, width=2)
    for centre in (left + 60, left + 206):
        pen.ellipse((centre - 30, 370, centre + 30, 430), fill=(36, 36, 38))
        pen.ellipse((centre - 14, 386, centre + 14, 414), fill=_STEEL)


def wall(pen: ImageDraw, rng: Random, after: bool) -> None:
    """Cartons and planks against a house; taken away."""
    _outside(pen, rng)
    pen.rectangle((260, 226, 380, FLOOR + 8), fill=(92, 84, 78), outline=_LINE, width=3)
    pen.rectangle((276, 240, 316, FLOOR + 8), fill=(150, 176, 190))
    pen.rectangle((324, 240, 364, FLOOR + 8), fill=(150, 176, 190))
    if not after:
        _cartons(pen, rng, 60, 420)
        for plank in range(5):
            pen.line((410 + plank * 26, 430, 450 + plank * 24, 250), fill=rng.choice(_CARTON), width=13)


def cabinet(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A hydrant's cabinet, empty but for clutter, or behind it; with hose and nozzle."""
    _room(pen, rng)
    pen.rectangle((110, 90, 330, 320), fill=(232, 228, 220), outline=_RED, width=10)
    pen.ellipse((140, 250, 176, 286), fill=_RED, outline=_LINE)
    if after:
        for radius in range(66, 12, -14):
            pen.ellipse((236 - radius, 196 - radius, 236 + radius, 196 + radius), outline=(206, 190, 150), width=8)
        pen.polygon([(136, 110), (148, 110), (154, 200), (130, 200)], fill=_STEEL, outline=_LINE)
        return
    _box(pen, 190, 312, 70, 60, rng.choice(_CARTON))
    _box(pen, 200, 252, 54, 44, rng.choice(_CARTON))
    _cartons(pen, rng, 96, 452)


def extinguisher(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A stand for two extinguishers without them; with them."""
    _room(pen, rng)
    pen.rectangle((140, 120, 330, 170), fill=_RED, outline=_LINE, width=2)
    _bottle_mark(pen, 222, 128)
    pen.rectangle((140, 300, 330, 380), fill=(150, 34, 28), outline=_LINE, width=3)
    if after:
        _bottle(pen, 172, 340)
        _bottle(pen, 252, 340)
    else:
        pen.rectangle((156, 286, 314, 300), fill=(70, 20, 18))
        if rng.random() < 0.5:
            _box(pen, 178, 300, 66, 40, rng.choice(_CARTON))
    pen.rectangle((140, 322, 330, 380), fill=(172, 40, 34), outline=_LINE, width=3)


def _bottle_mark(pen: ImageDraw, left: int, top: int) -> None:
    pen.rounded_rectangle((left, top + 8, left + 16, top + 34), 4, fill=(255, 255, 255))
    pen.line((left + 8, top + 8, left + 22, top + 2), fill=(255, 255, 255), width=4)


def fire_door(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A fire door held open by a brick; shut, with its closer."""
    _room(pen, rng)
    pen.rectangle((120, 60, 340, FLOOR + 14), fill=(58, 60, 64), outline=_LINE, width=4)
    colour = rng.choice(((150, 60, 50), (120, 130, 136), (92, 118, 100)))
    if after:
        pen.rectangle((132, 72, 328, FLOOR + 10), fill=colour, outline=_LINE, width=3)
        pen.rectangle((196, 110, 264, 190), fill=(170, 190, 200), outline=_LINE)
        pen.line((150, 84, 220, 66, 262, 84), fill=_STEEL, width=7)
        pen.rectangle((300, 210, 314, 244), fill=_STEEL, outline=_LINE)
        return
    pen.polygon([(132, 72), (44, 40), (44, FLOOR + 62), (132, FLOOR + 10)], fill=colour, outline=_LINE)
    pen.polygon([(112, 112), (66, 96), (66, 184), (112, 190)], fill=(170, 190, 200), outline=_LINE)
    _box(pen, 62, FLOOR + 74, 40, 22, (170, 80, 60))
    _box(pen, 350, FLOOR + 60, 60, 46, rng.choice(_CARTON))


def meters(pen: ImageDraw, rng: Random, after: bool) -> None:
    """A meter box open with loose wires; shut."""
    _room(pen, rng)
    pen.rectangle((110, 80, 350, 300), fill=(126, 134, 140), outline=_LINE, width=4)
    if after:
        pen.rectangle((122, 92, 338, 288), fill=(160, 168, 174), outline=_LINE, width=2)
        flash = [(230, 130), (206, 196), (228, 196), (218, 246), (256, 178), (234, 178), (250, 130)]
        pen.polygon(flash, fill=(236, 190, 30))
        pen.rectangle((318, 180, 330, 206), fill=(60, 60, 62))
        return
    pen.rectangle((122, 92, 338, 288), fill=(70, 74, 78))
    for place in range(6):
        left, top = 134 + place % 3 * 68, 102 + place // 3 * 80
        pen.rectangle((left, top, left + 54, top + 50), fill=(214, 218, 216), outline=_LINE)
        pen.rectangle((left + 10, top + 10, left + 44, top + 24), fill=(60, 80, 66))
        end = rng.randrange(130, 360)
        colour = rng.choice((_RED, (40, 40, 42), (30, 90, 160)))
        pen.line((left + 27, top + 50, end, 286, end + 20, 352), fill=colour, width=4)
    pen.polygon([(350, 80), (404, 60), (404, 330), (350, 300)], fill=(160, 168, 174), outline=_LINE)
    _cartons(pen, rng, 110, 430)
