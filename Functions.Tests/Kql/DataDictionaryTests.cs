namespace LatamFunctions.Tests.Kql;

public class DataDictionaryTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "data-dictionary.md");

    private static string Schema => File.ReadAllText(Path.Combine(Repository.Root, "kusto", "schema.kql"));

    [Test]
    public void The_data_dictionary_matches_the_schema() => Assert.That(
        File.ReadAllText(Document),
        Is.EqualTo(DataDictionary.Create(Schema)),
        "If the schema was changed, run dotnet test Functions.Tests --filter Name=Write_the_data_dictionary, "
        + "and commit the file.");

    [Test]
    public void The_data_dictionary_contains_everything_that_the_schema_creates()
    {
        const string Small = """
            .create-merge table Things (
                Id:string,
                Bag:dynamic
            ) with (docstring = 'It\'s a table', folder = 'X')

            .alter-merge table Things column-docstrings (
                Id: 'Identifies, or not: a | b',
                Bag: 'All the rest'
            )

            .create async ifnotexists materialized-view with (docstring = 'Latest (by time)', folder = 'X') Latest on table Things {
                Things | summarize arg_max(Id, *) by Id
            }

            .create-or-alter function with (docstring = 'Finds things', folder = 'X/Api')
            Find(id:string = '',
                n:int = int(null)) {
                Things | where Id == id
            }
            """;

        var document = DataDictionary.Create(Small);

        Assert.That(document[document.IndexOf("## Tables", StringComparison.Ordinal)..], Is.EqualTo("""
            ## Tables

            ### Things

            It's a table.

            | Column | Type | Description |
            |---|---|---|
            | Id | string | Identifies, or not: a \| b |
            | Bag | dynamic | All the rest |

            ## Materialized views

            | View | Of | Description |
            |---|---|---|
            | Latest | Things | Latest (by time). |

            ## Functions

            ### X/Api

            | Function | Description |
            |---|---|
            | `Find(id:string = '', n:int = int(null))` | Finds things. |

            """));
    }

    [Test]
    public void A_column_without_a_description_is_found() => Assert.That(
        () => DataDictionary.Create(Schema.Replace("    Aircraft: '", "    Aircrafts: '", StringComparison.Ordinal)),
        Throws.TypeOf<FormatException>().With.Message.EqualTo("The column FlightEvents.Aircraft has no docstring."));

    [Test, Explicit("Writes docs/data-dictionary.md.")]
    public void Write_the_data_dictionary() => File.WriteAllText(Document, DataDictionary.Create(Schema));
}
