"""Where intake draws its lines, in one place. They decide how a sheet is read, never how a process is
judged.
"""

from __future__ import annotations

EVEN_ROWS = 0.8  # a table in one column has as many cells as headings in this share of its rows
HEADER_SEARCH_ROWS = 60  # a header row is looked for in the first so many filled rows of a sheet
LATER_HEADERS = 200  # at most so many rows after a gap are tried as the header of a further table
SAMPLE_VALUES = 300  # distinct cells looked at to see whether a column fits a type
FITS_WORDS = 0.7  # share of a sample that must fit when a heading only contains an alias
FITS_ALIAS = 0.2  # below it a heading that equals an alias is not believed ...
FITS_ALIAS_CELLS = 5  # ... if there are at least so many cells to judge by
WORDS_COVER = 0.25  # share of a heading's telling words that the alias must hold
LIKENESS = 90  # rapidfuzz score from which a heading is suggested ...
LIKENESS_LEAD = 10  # ... if it leads the second-best column by so much
NAME_LENGTH = 120  # mean length up to which a text column can be the name of a process
NAME_DISTINCT = 0.5  # share of distinct texts it needs
NAME_TEXTS = 0.5  # share of its filled cells that must be texts
CODES_AS_NAMES = 0.1  # what a column of codes counts as one of names
NAME_GOOD = 0.9  # quality from which a column of names is as good as any
FILLED_TOGETHER = 0.8  # share of the rows in which a key has its text beside it
MOSTLY_KEYS = 0.5  # share of the filled cells of its column that must be keys
ID_SURPLUS_SHARE = 0.1  # a column is an id when at most this share of its values stands twice ...
ID_SURPLUS_ROWS = 2  # ... or so few values
TABLE_SHARE = 0.5  # a further table needs this share of the best table's recognised columns
SAME_PROCESSES = 0.9  # share of names that makes a second sheet another view of the first
PERIODS_OF_ONE_LIST = 0.5  # share of names that makes the sheets of two months or quarters those of one list
JOIN_SHARE = 0.5  # share of keys that makes a second sheet further columns of the first
SIDE_HEADINGS = 3  # a table lies on its side when its first column holds headings of so many columns ...
SIDE_SHARE = 0.5  # ... which are this share of its texts ...
MOST_SIDE_HEADINGS = 100  # ... of which a list of columns has no more
TOTAL_TOLERANCE = 0.005  # a sum row may be off by rounding
FOOTNOTE_LENGTH = 60  # a lone text after a gap at the foot is a note from this length on
SENTENCE_WORDS = 4  # ... and so is a sentence of so many words
TEN_POINT_SHARE = 0.1  # share of cells above 5 that makes a scale of 1..10
FRACTION_SHARE = 0.8  # share of cells within 0..1 that makes a column of fractions despite an outlier
FTE_HOURS_A_YEAR = 1650  # to tell monthly from yearly volumes; value_assumptions: hours_per_fte, mid
FTE_FIT_FACTOR = 3  # the better reading must be nearer to the FTE by this factor
LARGEST_NUMBER = 1e15  # no figure of a process is larger; from here on sums lose whole units
ISSUES_PER_CELL_KIND = 500  # equal findings in one column listed cell by cell; the rest in one line
ERRORS_PER_CELL_KIND = 20_000  # the same for cells that could not be read
NEAR_SAME = 95  # rapidfuzz score of two names that are nearly the same
COMPOSITE_PARTS = 3  # so many parts in a list make a row several processes
FULL_COLUMN = 0.8  # share of filled cells that makes a column one that processes of the table have ...
FULL_COLUMNS = 2  # ... so many such columns tell a section heading from a process ...
MOST_SECTIONS = 1 / 3  # ... if rows with a name alone are fewer than this share
MOST_HEADINGS = 0.4  # ... or up to this share, where they are written unlike the other names
PLAIN_SECTIONS = 3  # so many of them, from the first row on, are sections however they are written
UNUSUAL_SHARE = 0.2  # up to this share of other names may be written as headings are
LEVEL_TEXTS = 0.8  # share of texts in a column that is a level of a hierarchy
PEOPLE_SHARE = 0.6  # share of names that are those of people in a column of people
ROWS_A_PROCESS = 1.5  # rows a name from which a list may have several rows for each process
OF_PARTS_SHARE = 0.5  # share of processes whose rows differ that makes a figure one of each risk or system
SAME_COLUMNS = 0.8  # share of the main table's columns that makes a table of names another part of the list
WEAK_NAME = 0.5  # what a table counts that does not say it lists processes, or says it lists something else
NUMERIC_SHARE = 0.6  # share of numbers from which a text at the foot of a column is of another table
MOSTLY_FILLED = 0.6  # share of filled cells from which a row that lacks one may be a sum of others
PARENTS_FOUND = 0.5  # share of named parents that must be in the list
NUMBERED_SHARE = 0.9  # share of rows with a number that makes numbers such as 1.1 speak of levels
STEPS_FIT = 0.9  # share of steps of at most one level down that makes a column one of levels
INDENTED_SHARE = 0.3  # share of indented names that makes a hierarchy where no figure can prove it
ROUNDED_SUM = 0.02  # how far rounded figures of parts may be from their sum
NEARLY_A_SUM = 0.25  # a group's own figure this near to the sum of its rows still speaks for a hierarchy
