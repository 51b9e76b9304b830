"""Writes letters.txt: which characters a pinyin initial may stand for, polyphones under each of theirs.

One line a letter: the letter, then its characters. The characters are those of GB 2312 (6,763, nearly every one that
names and topics use). Made with the PyPI package pypinyin 0.55.0 (MIT):

    pip install pypinyin==0.55.0 && python3 core/catalog/letters.py > core/catalog/letters.txt
"""

from pypinyin import Style, pinyin


def characters():
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue


by_letter = {}
for character in characters():
    readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    for letter in {reading[0] for reading in readings if reading and "a" <= reading[0] <= "z"}:
        by_letter.setdefault(letter, []).append(character)
for letter in sorted(by_letter):
    print(letter + "".join(sorted(by_letter[letter])))
