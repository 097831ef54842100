using CaToMe.Documents;

namespace CaToMe.Tool.Tests.Documents;

public class TextTableTests
{
    [Fact]
    public void A_shell_table_has_its_columns_widths() => Assert.Equal(
        """
        ```
        Prompt  Seed File
        ------  ---- ----
        an owl     7 owl-on-…
        ```
        """,
        TextTable.Shell([("Prompt", 6), ("Seed", -5), ("File", 8)], [["an owl", "7", "owl-on-a-roof.png"]]));

    [Fact]
    public void A_Markdown_table_aligns_numbers() => Assert.Equal(
        """
        | name | time |
        |---|--:|
        | a | 1 s |
        """,
        TextTable.Markdown(["name", " time"], [["a", "1 s"]]));
}
