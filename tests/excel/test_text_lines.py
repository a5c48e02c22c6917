"""Texts at the foot of a page, and lines that a text takes."""

from __future__ import annotations

import pytest

from tasks.excel.text_lines import footer_text, letters_on_line, lines_of


@pytest.mark.parametrize("title", ["R&D", "&", "x" + "&" * 200, "&" * 200, "Long " * 60])
def test_a_title_at_the_foot_of_a_page_is_shown_as_it_is_and_fits(title):
    foot = footer_text(title)
    assert len(foot) <= 180
    # a sign that stands alone would be a command that takes the next letter with it
    assert "&" not in foot.replace("&&", "")
    assert title.startswith(foot.replace("&&", "&"))


def test_lines_that_a_text_has_itself_count_and_larger_letters_take_more():
    assert lines_of("one\ntwo", letters_on_line(30)) == 2
    text = "words " * 40
    assert lines_of(text, letters_on_line(30, 11)) > lines_of(text, letters_on_line(30)) > 4
