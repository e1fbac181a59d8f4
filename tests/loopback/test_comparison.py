from __future__ import annotations

import re

from designer.loopback import jsontext
from designer.loopback.comparison import CONTEXT, ROWS_SHOWN, FilePane, Part, compare, pane
from designer.loopback.secrets import MASK

BEFORE = '{\n  "corp1": {\n    "host": "a.example.com",\n    "password": "s3cret!",\n    "port": 1\n  }\n}\n'
AFTER = BEFORE.replace('"a.', '"b.').replace('"port": 1', '"port": 1,\n    "max": 2')
PATH = "server/datasources.json"


def test_a_pane_marks_changed_added_and_quiet_lines_and_masks_secrets() -> None:
    shown = pane(PATH, BEFORE, AFTER)
    assert [line.mark for line in shown.lines] == ["", "", "chg", "", "quiet", "add", "", ""]
    assert (shown.added, shown.changed, shown.removed) == (1, 2, 0)
    assert shown.lines[2].parts == [Part('    "host": "'), Part("b", "mark"), Part('.example.com",')]
    assert shown.lines[3].parts == [Part('    "password": "'), Part(MASK, "mask"), Part('",')]
    assert "s3cret!" not in str(shown)
    assert "s3cret!" in str(pane(PATH, BEFORE, AFTER, reveal=True))


def test_a_changed_secret_is_a_changed_line_without_the_secret() -> None:
    shown = compare(PATH, BEFORE, BEFORE.replace("s3cret!", "another"))
    assert [row.kind for row in shown.rows] == ["", "", "", "chg", "", "", ""]
    assert shown.changed == 1
    assert "s3cret!" not in str(shown)
    assert "another" not in str(shown)


def test_long_unchanged_runs_are_folded() -> None:
    before = "".join(f"{number}\n" for number in range(100))
    shown = compare("a.txt", before, before.replace("50\n", "fifty\n"))
    assert [row.kind or row.left_number for row in shown.rows] == ["skip", 48, 49, 50, "del", "add", 52, 53, 54, "skip"]
    assert [row.skip for row in shown.rows if row.skip] == ["47 lines", "46 lines"]


def test_the_same_lines_over_and_over_are_one_replaced_block() -> None:
    before = ["same\n"] * 900
    after = ["same\n" if number % 2 else f"{number}\n" for number in range(900)]
    shown = compare("a.txt", "".join(before), "".join(["new\n", *after, "newer\n"]))
    assert [row.kind for row in shown.rows] == ["del"] * 900 + ["add"] * 902


def test_of_very_many_rows_the_first_are_shown_and_all_are_counted() -> None:
    shown = compare("a.txt", None, "line\n" * (ROWS_SHOWN + 7))
    assert len(shown.rows) == ROWS_SHOWN + 1
    assert shown.rows[-1].skip == "7 more rows are not shown"
    assert shown.added == ROWS_SHOWN + 7


def test_each_secret_of_many_is_masked_on_its_lines() -> None:
    text = '{"a": {"password": "one", "token":\n"two"},\n"b": {\n"password": "three"}}'
    shown = pane("a.json", text, text)
    assert not re.search("one|two|three", str(shown))
    masks = [sum(part.kind == "mask" for part in line.parts) for line in shown.lines]
    assert masks == [1, 1, 0, 1]


def test_added_and_deleted_files() -> None:
    assert compare("a", None, "x\n").status == "added"
    assert compare("a", "x\n", None).status == "deleted"
    assert [row.kind for row in compare("a", "x\n", None).rows] == ["del"]


class TestPaneOfALongFile:
    TEXT = jsontext.dump({f"db{number}": {"connector": "memory", "password": "s3cret!"} for number in range(200)})

    def numbers(self, shown: FilePane) -> set[int | None]:
        return {line.number for line in shown.lines}

    def test_it_shows_what_the_page_is_about_and_says_how_much_it_leaves_out(self) -> None:
        shown = pane("server/datasources.json", self.TEXT, self.TEXT, about=("db100",))
        assert shown.is_folded
        assert self.numbers(shown) == {None, *range(shown.here - CONTEXT, shown.here + 4 + CONTEXT)}
        skipped = [line.parts[0].text for line in shown.lines if line.mark == "skip"]
        total = self.TEXT.count("\n")
        assert sum(int(text.split()[0]) for text in skipped) + len(shown.lines) - len(skipped) == total
        assert "s3cret!" not in str(shown)

    def test_a_change_elsewhere_is_shown_too(self) -> None:
        value = jsontext.read(self.TEXT)
        after = jsontext.edit(self.TEXT, value | {"db7": {"connector": "memory", "file": "x.json"}})
        shown = pane("server/datasources.json", self.TEXT, after, about=("db100",))
        changed = [line.number or 0 for line in shown.lines if line.mark not in ("", "skip")]
        assert changed
        assert {number - CONTEXT for number in changed[:1]} <= self.numbers(shown)
        assert shown.here in self.numbers(shown)
        assert len(shown.lines) < 40

    def test_a_file_that_is_not_long_or_about_nothing_is_shown_as_a_whole(self) -> None:
        short = jsontext.dump({"db": {"connector": "memory"}})
        assert not pane("server/datasources.json", short, short, about=("db",)).is_folded
        whole = pane("server/datasources.json", self.TEXT, self.TEXT)
        assert not whole.is_folded
        assert len(whole.lines) == self.TEXT.count("\n")
