"""Everything stands in pyproject.toml; here only that an editable install brings the kernelspec too.

For it setuptools asks whether a distribution ``has_data``, which none of its own answers.
"""

from setuptools import Distribution, setup


class WithData(Distribution):
    """A distribution whose data files are also installed by ``pip install -e``."""

    def has_data(self) -> bool:
        return bool(self.data_files)


setup(distclass=WithData)
