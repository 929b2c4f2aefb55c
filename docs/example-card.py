#!/usr/bin/env python3
"""A card in Python: a SIM that knows its MF and EF ICCID, and no PKCS#15 application.

It speaks the protocol of docs/card-program.md: a JSON object a line on standard input, an answer a line on standard output.
"""
import json
import sys

ATR = "3B3F94008069AF0307066800000A0E833E9F16"
MF, EF_ICCID = "3F00", "2FE2"
ICCID = bytes.fromhex("98882811000034009999")


class Card:
    def reset(self):
        self.selected = MF
        self.pending = b""

    def select(self, fid):
        if fid not in (MF, EF_ICCID):
            return bytes.fromhex("9404")
        self.selected = fid
        if fid == MF:
            self.pending = bytes.fromhex("00000000" + MF + "01" + "0000000000" + "0A" + "93" + "00010400" + "838A838A" + "00")
        else:
            self.pending = bytes.fromhex("0000000A" + EF_ICCID + "0400" + "04F044" + "01" + "0200" + "00")
        return bytes([0x9F, len(self.pending)])

    def answer(self, command):
        cla, ins, p1, p2 = command[:4]
        p3 = command[4] if len(command) > 4 else 0
        pending, self.pending = self.pending, b""
        if cla != 0xA0:
            return bytes.fromhex("6E00")
        if ins == 0xA4:
            return self.select(command[5:7].hex().upper())
        if ins == 0xC0 and pending:
            return pending[:p3] + bytes.fromhex("9000")
        if ins == 0xB0 and self.selected == EF_ICCID:
            offset = p1 << 8 | p2
            if offset + p3 > len(ICCID):
                return bytes([0x67, len(ICCID) - offset])
            return ICCID[offset : offset + p3] + bytes.fromhex("9000")
        return bytes.fromhex("6D00")


def main():
    card = Card()
    for line in sys.stdin:
        said = json.loads(line)
        if said["type"] == "remove":
            return
        if said["type"] == "reset":
            card.reset()
            answer = {"type": "atr", "atr": ATR}
        else:
            response = card.answer(bytes.fromhex(said["command"]))
            answer = {"type": "response", "response": response.hex().upper()}
        print(json.dumps(answer), flush=True)


main()
