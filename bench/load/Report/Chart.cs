using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace LoadBenchmark.Report;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">The title with the unit.</param>
/// <param name="IsLogarithmic">Whether the axis is logarithmic. A logarithmic axis omits values of 0 or less.</param>
internal sealed record ChartAxis(string Title, bool IsLogarithmic = false);

/// <summary>A line in a chart.</summary>
/// <param name="Title">The title in the legend.</param>
/// <param name="Points">The points. A missing value interrupts the line.</param>
internal sealed record ChartLine(string Title, IReadOnlyList<(double X, double? Y)> Points)
{
    /// <summary>Whether the line uses the right axis.</summary>
    public bool IsOnRight { get; init; }

    /// <summary>Whether the line is dashed because it is a reference, not a measurement.</summary>
    public bool IsDashed { get; init; }
}

/// <summary>A vertical line with a label.</summary>
internal sealed record ChartMarker(double X, string Text);

/// <summary>A line chart that is rendered as SVG.</summary>
internal sealed record Chart(
    string Title, ChartAxis X, ChartAxis Y, ChartAxis? Right, IReadOnlyList<ChartLine> Lines, IReadOnlyList<ChartMarker> Markers)
{
    private const double Width = 820;
    private const double Height = 400;
    private const string RightKey = "right";

    /// <summary>A font for which OxyPlot contains the character widths.</summary>
    private const string Font = "Arial";

    /// <summary>Colors that people with color vision deficiency can distinguish (Okabe and Ito).</summary>
    private static readonly OxyColor[] Colors =
    [
        OxyColor.FromRgb(0, 114, 178), OxyColor.FromRgb(230, 159, 0), OxyColor.FromRgb(0, 158, 115), OxyColor.FromRgb(213, 94, 0),
        OxyColor.FromRgb(204, 121, 167), OxyColor.FromRgb(86, 180, 233), OxyColor.FromRgb(100, 100, 100),
    ];

    public string ToSvg() => SvgExporter.ExportToString(Model(), Width, Height, isDocument: true);

    private PlotModel Model()
    {
        var model = new PlotModel { Title = Title, TitleFontSize = 15, Background = OxyColors.White, DefaultFont = Font };
        model.Axes.Add(AxisOf(X, AxisPosition.Bottom));
        model.Axes.Add(AxisOf(Y, AxisPosition.Left));
        if (Right is not null)
            model.Axes.Add(AxisOf(Right, AxisPosition.Right));
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendItemSpacing = 24,
        });
        foreach (var (index, line) in Lines.Index())
            model.Series.Add(SeriesOf(line, Colors[index % Colors.Length]));
        foreach (var marker in Markers)
        {
            model.Annotations.Add(new LineAnnotation
            {
                Type = LineAnnotationType.Vertical,
                X = marker.X,
                Text = marker.Text,
                Color = OxyColors.Gray,
                LineStyle = LineStyle.Dash,
            });
        }

        return model;
    }

    private static Axis AxisOf(ChartAxis axis, AxisPosition position)
    {
        Axis made = axis.IsLogarithmic ? new LogarithmicAxis() : new LinearAxis { MinimumPadding = 0 };
        if (!axis.IsLogarithmic && position != AxisPosition.Bottom)
            made.Minimum = 0;
        made.Title = axis.Title;
        made.AxisTitleDistance = 8;
        made.Position = position;
        made.Key = position == AxisPosition.Right ? RightKey : null;
        made.StringFormat = "#,##0.###";
        made.MajorGridlineStyle = position == AxisPosition.Right ? LineStyle.None : LineStyle.Solid;
        made.MajorGridlineColor = OxyColor.FromRgb(225, 225, 225);
        return made;
    }

    private LineSeries SeriesOf(ChartLine line, OxyColor color)
    {
        var series = new LineSeries
        {
            Title = line.Title,
            Color = color,
            LineStyle = line.IsDashed ? LineStyle.Dash : LineStyle.Solid,
            MarkerType = line.Points.Count <= MaxMarkers && !line.IsDashed ? MarkerType.Circle : MarkerType.None,
            MarkerSize = 3,
            YAxisKey = line.IsOnRight ? RightKey : null,
        };
        var isLogarithmic = line.IsOnRight ? Right!.IsLogarithmic : Y.IsLogarithmic;
        series.Points.AddRange(line.Points.Select(point =>
            new DataPoint(point.X, point.Y is { } y && (y > 0 || !isLogarithmic) ? y : double.NaN)));
        return series;
    }

    /// <summary>The maximum number of points in a line with markers.</summary>
    private const int MaxMarkers = 40;
}
