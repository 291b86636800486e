namespace LatamFunctions.Tests.Documentation;

/// <summary>A public text and its location.</summary>
internal readonly record struct PlacedText(string Place, string Text);
