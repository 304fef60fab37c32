import pandas as pd

from digitlab.answers import tables
from digitlab.answers.section import Number

TABLE = pd.DataFrame({"same_share": [0.5], "same_low": [0.4], "same_high": [0.7], "same": [5]})


def test_figures_keep_their_interval_and_what_they_rest_on():
    [row] = tables.rows(TABLE)
    assert row == {"same_share": 0.5, "same_low": 0.4, "same_high": 0.7, "same": 5}
    assert tables.share(row, "same", "table", 10) == Number(0.5, "table", 0.4, 0.7, 10, "share")
    assert tables.interval(row, "same", "table", 3, "points") == Number(5, "table", 0.4, 0.7, 3, "points")
