"""The suite itself: what runs where."""


def test_who_asks_for_the_database_by_a_fixture_runs_on_postgresql_too(db, request):
    assert request.node.get_closest_marker("django_db")


def test_who_does_not_is_left_to_the_first_run(request):
    assert not request.node.get_closest_marker("django_db")
