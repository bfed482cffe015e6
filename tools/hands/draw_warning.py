"""Draws the bar that every picture carries, once, with a Chinese font that is at hand.

python -m tools.hands.draw_warning PATH_OF_A_FONT [NUMBER_OF_THE_FACE]
"""

import sys

from PIL import Image, ImageDraw, ImageFont

from .film import BAR, SIZE, WARNING

WORDS = "示意占位 · 非真人 · 未经聋人审核"
GROUND, INK = "#7a1f1f", "#ffffff"


def draw(font, face):
    """The bar at twice its size in a clip."""
    image = Image.new("RGB", (2 * SIZE, 2 * BAR), GROUND)
    place = (SIZE, BAR - 2)
    ImageDraw.Draw(image).text(place, WORDS, fill=INK, font=ImageFont.truetype(font, 40, index=face), anchor="mm")
    image.quantize(16).save(WARNING, optimize=True)


if __name__ == "__main__":
    draw(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
