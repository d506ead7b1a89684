"""What others test with: Gherkin steps in Chinese, a pytest plugin that runs them, and suites for stores."""
